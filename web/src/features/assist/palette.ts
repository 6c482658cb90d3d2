// The scene's colours: quiet greys, and the system's accent, warning and stop where they mean it.

/** Of a body: its faces by how much light they get. */
export interface Body {
  top: string;
  side: string;
  back: string;
  glass: string;
}

export interface Palette {
  ground: string;
  sky: string;
  lane: string;
  line: string;
  edge: string;
  shadow: string;
  future: string;
  path: Record<"faster" | "steady" | "slower" | "hard", string>;
  vehicle: Body;
  /** Those without a body of steel around them. */
  person: Body;
  obstacle: Body;
  unknown: Body;
  followed: Body;
  own: Body;
  mark: string;
  guard: string;
  brakeLight: { on: string; off: string };
  indicator: string;
}

export const PALETTES: Record<"dark" | "light", Palette> = {
  dark: {
    ground: "#15191e",
    sky: "#0b0d10",
    lane: "#20272e",
    line: "#7b8792",
    edge: "#aab4bd",
    shadow: "#00000066",
    future: "#9aa6b1",
    path: { faster: "#5eead4", steady: "#2dd4bf", slower: "#ffb733", hard: "#ff5a60" },
    vehicle: { top: "#9aa4ae", side: "#6d7781", back: "#7f8993", glass: "#3a424a" },
    person: { top: "#e8d9b8", side: "#b3a586", back: "#cdbf9f", glass: "#3a424a" },
    obstacle: { top: "#ffb733", side: "#a8741a", back: "#d29322", glass: "#3a424a" },
    unknown: { top: "#5a646e", side: "#3f4850", back: "#4c565f", glass: "#3f4850" },
    followed: { top: "#7fe6d8", side: "#2c8a7f", back: "#3fb3a4", glass: "#16564e" },
    own: { top: "#f4f6f5", side: "#aeb6bc", back: "#cfd5d9", glass: "#30383f" },
    mark: "#2dd4bf",
    guard: "#ffb733",
    brakeLight: { on: "#ff4d53", off: "#7a2427" },
    indicator: "#ffb733",
  },
  light: {
    ground: "#e2e5e1",
    sky: "#f5f6f4",
    lane: "#f7f8f6",
    line: "#8a939a",
    edge: "#5c666d",
    shadow: "#0b0d1026",
    future: "#6c777f",
    path: { faster: "#0d9488", steady: "#0a7a6d", slower: "#d98200", hard: "#c9141d" },
    vehicle: { top: "#b4bbc1", side: "#7d868d", back: "#959da4", glass: "#5a646c" },
    person: { top: "#8d6a2f", side: "#5f4519", back: "#775723", glass: "#5a646c" },
    obstacle: { top: "#f5a524", side: "#9c6206", back: "#c98210", glass: "#5a646c" },
    unknown: { top: "#c9ced2", side: "#a3abb1", back: "#b5bcc1", glass: "#a3abb1" },
    followed: { top: "#4fb5a8", side: "#075e54", back: "#0d8072", glass: "#043d36" },
    own: { top: "#2a3137", side: "#0f1316", back: "#1c2226", glass: "#566069" },
    mark: "#075e54",
    guard: "#b86e00",
    brakeLight: { on: "#ff3b41", off: "#7d2024" },
    indicator: "#ffae1a",
  },
};
