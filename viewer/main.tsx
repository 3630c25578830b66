import { render } from "preact";
import { z } from "zod";
import { App } from "./app.tsx";
import "./style/base.css";
import "./style/gallery.css";
import "./style/picture.css";

// Compiled parsers would need 'unsafe-eval'.
z.config({ jitless: true });
const page = document.getElementById("page");
if (page !== null) render(<App />, page);
