import { mount } from "svelte";
import Page from "./Demo.svelte";

mount(Page, { target: document.getElementById("app")! });
