import { mount } from "svelte";
import "../src/design/phone.css";
import PhonePage from "../src/phone/PhonePage.svelte";
import { fakePhone } from "./fakePhone";

const state = new URLSearchParams(location.search).get("state") ?? "trip";
mount(PhonePage, { target: document.getElementById("app")!, props: { node: fakePhone(state) } });
