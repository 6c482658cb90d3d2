import { mount } from "svelte";
import Page from "./Phone.svelte";

mount(Page, { target: document.getElementById("app")! });
