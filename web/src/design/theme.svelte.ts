// Dark, light, or what the device says. Remembered, and shared by every Segue page in the browser.

export type ThemeChoice = "auto" | "dark" | "light";

const KEY = "segue.theme";
const isChoice = (text: unknown): text is ThemeChoice =>
  text === "auto" || text === "dark" || text === "light";

class Theme {
  choice = $state<ThemeChoice>("auto");
  #systemLight = $state(false);

  /** The theme that is on the screen now. */
  get shown(): "dark" | "light" {
    if (this.choice !== "auto") return this.choice;
    return this.#systemLight ? "light" : "dark";
  }

  constructor() {
    if (typeof window === "undefined") return;
    const asked = new URLSearchParams(location.search).get("theme");
    const stored = localStorage.getItem(KEY);
    this.choice = isChoice(asked) ? asked : isChoice(stored) ? stored : "auto";
    const query = matchMedia("(prefers-color-scheme: light)");
    this.#systemLight = query.matches;
    query.addEventListener("change", (event) => {
      this.#systemLight = event.matches;
      this.#apply();
    });
    addEventListener("storage", (event) => {
      if (event.key === KEY && isChoice(event.newValue)) {
        this.choice = event.newValue;
        this.#apply();
      }
    });
    this.#apply();
  }

  set(choice: ThemeChoice): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset["theme"] = this.shown;
  }
}

export const theme = new Theme();
