import { once } from "node:events";
import { createServer, request } from "node:http";
import { after } from "node:test";

/**
 * A proxy that asks the server, and then cuts some of its answers: this share of them, before their
 * head or within their body. What it cut was done all the same. Returns its address, and how many.
 */
export async function startFaultyProxy(server, share) {
  const proxy = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onward = request(server.origin + url, { method, headers });
    onward.on("error", () => outgoing.destroy());
    onward.on("response", async (response) => {
      const body = Buffer.concat(await response.toArray());
      if (Math.random() >= share) {
        outgoing.writeHead(response.statusCode, response.headers).end(body);
        return;
      }
      told.cut += 1;
      if (Math.random() < 0.5) {
        outgoing.destroy();
        return;
      }
      outgoing.writeHead(response.statusCode, response.headers);
      outgoing.write(body.subarray(0, Math.random() * body.length), () => outgoing.destroy());
    });
    incoming.pipe(onward);
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  after(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  const told = { url: `http://127.0.0.1:${proxy.address().port}`, cut: 0 };
  return told;
}
