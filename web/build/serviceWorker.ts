// Vite plugin: writes phone/sw.js with the list of files the phone's page needs, so that it opens
// without the car.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin, Rolldown } from "vite";

const TEMPLATE = new URL("../src/phone/sw.js", import.meta.url);
const ALWAYS = ["/phone/", "/phone/manifest.webmanifest", "/icon.svg", "/phone/icon-192.png"];

type Bundle = Rolldown.OutputBundle;

/** Every file that a page reaches by its imports, now or later, with their styles and assets. */
function reached(bundle: Bundle, entryName: string): string[] {
  const found = new Set<string>();
  const visit = (fileName: string) => {
    const file = bundle[fileName];
    if (!file || found.has(fileName)) return;
    found.add(fileName);
    if (file.type !== "chunk") return;
    for (const next of [...file.imports, ...file.dynamicImports]) visit(next);
    for (const css of file.viteMetadata?.importedCss ?? []) found.add(css);
    for (const asset of file.viteMetadata?.importedAssets ?? []) found.add(asset);
  };
  for (const file of Object.values(bundle)) {
    if (file.type === "chunk" && file.isEntry && file.name === entryName) visit(file.fileName);
  }
  // Fonts are named by style sheets, which do not say so in the bundle.
  for (const file of Object.values(bundle)) {
    if (file.fileName.endsWith(".woff2")) found.add(file.fileName);
  }
  return [...found].sort();
}

export function phoneServiceWorker(): Plugin {
  return {
    name: "segue-phone-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const files = [...ALWAYS, ...reached(bundle, "phone").map((name) => `/${name}`)];
      const version = createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 12);
      const source = readFileSync(TEMPLATE, "utf8")
        .replace('"__VERSION__"', JSON.stringify(version))
        .replace('"__FILES__"', JSON.stringify(files));
      this.emitFile({ type: "asset", fileName: "phone/sw.js", source });
    },
  };
}
