import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { phoneServiceWorker } from "./build/serviceWorker";

const page = (name: string) => new URL(`${name}/index.html`, import.meta.url).pathname;

export default defineConfig({
  plugins: [svelte(), phoneServiceWorker()],
  build: {
    outDir: "../src/segue/gateway/static",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { car: page("car"), phone: page("phone"), demo: page("demo") },
    },
  },
  // `npm run dev` shows the screens against a running `segue car`.
  server: {
    proxy: {
      "/surface": { target: "http://localhost:8420", ws: true },
      "/link": { target: "http://localhost:8420", ws: true },
      "/tiles": "http://localhost:8420",
      "/music": "http://localhost:8420",
      "/api": "http://localhost:8420",
    },
  },
  test: {
    include: ["src/**/*.test.ts"],
    environment: "node",
  },
});
