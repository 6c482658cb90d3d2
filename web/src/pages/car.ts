import { mount } from "svelte";
import Page from "./Car.svelte";

mount(Page, { target: document.getElementById("app")! });
