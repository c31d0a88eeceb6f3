import { once } from "node:events";
import { createServer, request } from "node:http";
import { after } from "node:test";

/** A proxy that puts a server under a path, and answers for nothing else. Returns its origin. */
export async function startUnder(prefix, origin) {
  const forward = (incoming) =>
    request(origin + incoming.url.slice(prefix.length), {
      method: incoming.method,
      headers: incoming.headers,
    });
  const isBehind = (incoming) => incoming.url.startsWith(`${prefix}/`);
  const proxy = createServer((incoming, outgoing) => {
    if (!isBehind(incoming)) {
      outgoing.writeHead(404).end();
      return;
    }
    const onward = forward(incoming);
    onward.on("response", (response) => {
      outgoing.writeHead(response.statusCode, response.headers);
      response.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  proxy.on("upgrade", (incoming, socket) => {
    if (!isBehind(incoming)) {
      socket.destroy();
      return;
    }
    const onward = forward(incoming);
    onward.on("upgrade", (response, upstream) => {
      const headers = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`);
      socket.write(["HTTP/1.1 101 Switching Protocols", ...headers, "", ""].join("\r\n"));
      for (const [from, to] of [
        [socket, upstream],
        [upstream, socket],
      ]) {
        from.pipe(to);
        from.on("error", () => to.destroy());
      }
    });
    onward.end();
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return `http://127.0.0.1:${proxy.address().port}`;
}
