import { ApolloProvider } from "@apollo/client/react";
import { mount } from "@event-mesh-examples/shared/mount";
import { App } from "./App";
import { client } from "./client";

mount(
  <ApolloProvider client={client}>
    <App />
  </ApolloProvider>,
);
