/** urql, with tokens that expire and networks that fail. */

import { authorization, forgetToken, isTokenExpired } from "@event-mesh-examples/shared/session";
import { API, socket } from "@event-mesh-examples/shared/socket";
import { authExchange } from "@urql/exchange-auth";
import { retryExchange } from "@urql/exchange-retry";
import {
  Client,
  type CombinedError,
  cacheExchange,
  fetchExchange,
  subscriptionExchange,
} from "urql";

/** Whether the server refused with this code. */
export const hasCode = (error: CombinedError | undefined, code: string) =>
  error?.graphQLErrors.some(({ extensions: { code: told } }) => told === code) ?? false;

const auth = authExchange(async ({ appendHeaders }) => {
  let headers = await authorization();
  return {
    addAuthToOperation: (operation) => appendHeaders(operation, { ...headers }),
    willAuthError: isTokenExpired,
    // A token may be refused before it expires, as by a clock that is ahead.
    didAuthError: (error) => hasCode(error, "UNAUTHENTICATED"),
    async refreshAuth() {
      forgetToken();
      headers = await authorization();
    },
  };
});

export const client = new Client({
  url: API,
  preferGetMethod: false,
  exchanges: [
    cacheExchange,
    // The form chooses ids: mutations may be tried again, too. Streams are taken up elsewhere.
    retryExchange({
      retryIf: (error, { kind }) => kind !== "subscription" && error.networkError !== undefined,
    }),
    auth,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({
          unsubscribe: socket.subscribe({ ...request, query: request.query ?? "" }, sink),
        }),
      }),
    }),
  ],
});
