import { mount } from "@event-mesh-examples/shared/mount";
import { Provider } from "urql";
import { App } from "./App";
import { client } from "./client";

mount(
  <Provider value={client}>
    <App />
  </Provider>,
);
