// Motion only says where a thing went: towards the other device, or in from it.

import { prefersReducedMotion } from "svelte/motion";
import type { TransitionConfig } from "svelte/transition";

const easeOut = (t: number) => 1 - (1 - t) ** 4;

interface Edge {
  /** Which edge of the screen the other device is behind. */
  edge: "left" | "right" | "top";
  delay?: number;
}

/** Slide to or from the edge nearest the other device. Nothing moves where motion is unwanted. */
export function cross(node: Element, { edge, delay = 0 }: Edge): TransitionConfig {
  if (prefersReducedMotion.current) return { duration: 0 };
  const box = node.getBoundingClientRect();
  const way =
    edge === "left"
      ? `${-(box.right + 24)}px, 0`
      : edge === "right"
        ? `${innerWidth - box.left + 24}px, 0`
        : `0, ${-(box.bottom + 24)}px`;
  const [x, y] = way.split(", ").map((part) => Number.parseFloat(part)) as [number, number];
  return {
    delay,
    duration: 350,
    easing: easeOut,
    css: (t, u) => `transform: translate(${x * u}px, ${y * u}px); opacity: ${Math.min(1, t * 2)}`,
  };
}

/** A quiet appearance for what was not carried from anywhere. */
export function appear(_node: Element, { delay = 0 }: { delay?: number } = {}): TransitionConfig {
  if (prefersReducedMotion.current) return { duration: 0 };
  return {
    delay,
    duration: 200,
    easing: easeOut,
    css: (t, u) => `opacity: ${t}; transform: translateY(${8 * u}px)`,
  };
}

/** A flat map tilts away and the road behind it comes up, or the other way round. */
export function tilt(_node: Element): TransitionConfig {
  if (prefersReducedMotion.current) return { duration: 0 };
  return {
    duration: 350,
    easing: easeOut,
    css: (t, u) => `opacity: ${t}; transform: perspective(60rem) rotateX(${-24 * u}deg)`,
  };
}
