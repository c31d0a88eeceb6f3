/** Apollo Client, with tokens that expire and networks that fail. */

import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
} from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { ErrorLink } from "@apollo/client/link/error";
import { RetryLink } from "@apollo/client/link/retry";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import { authorization, forgetToken } from "@event-mesh-examples/shared/session";
import { API, socket } from "@event-mesh-examples/shared/socket";
import { OperationTypeNode } from "graphql";

/** Whether the server refused with this code. */
export const hasCode = (error: unknown, code: string) =>
  CombinedGraphQLErrors.is(error) &&
  error.errors.some(({ extensions: { code: told } = {} }) => told === code);

/** A token may be refused before it expires, as by a clock that is ahead: once, another is tried. */
const renew = new ErrorLink(({ error, operation, forward }) => {
  const { isRenewed } = operation.getContext();
  if (hasCode(error, "UNAUTHENTICATED") && !isRenewed) {
    forgetToken();
    operation.setContext({ isRenewed: true });
    return forward(operation);
  }
  return undefined;
});

const withToken = new SetContextLink(async ({ headers }) => ({
  headers: { ...headers, ...(await authorization()) },
}));

// The form chooses ids: mutations may be tried again, too.
const overHttp = ApolloLink.from([new RetryLink(), renew, withToken, new HttpLink({ uri: API })]);

export const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    overHttp,
  ),
  cache: new InMemoryCache({
    typePolicies: {
      Query: { fields: { events: relayStylePagination() } },
      // They have no id, and belong to their event.
      EventContext: { merge: true },
      UserIntent: { merge: true },
    },
  }),
});
