// Uses our .proto files from Node, as any gRPC client in JavaScript would: PORT PROTO_FOLDER.
// Prints what each step gave as JSON.

const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const [port, protos] = process.argv.slice(2);
const loaded = loader.loadSync(["kuksa/val/v2/val.proto", "kuksa/val/v1/val.proto"], {
  includeDirs: [protos],
  keepCase: true,
  longs: Number,
  enums: String,
});
const { v1, v2 } = grpc.loadPackageDefinition(loaded).kuksa.val;
const credentials = grpc.credentials.createInsecure();
const second = new v2.VAL(`127.0.0.1:${port}`, credentials);
const first = new v1.VAL(`127.0.0.1:${port}`, credentials);

const ask = (client, method, request) =>
  new Promise((resolve, reject) =>
    client[method](request, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
const next = (stream) => new Promise((resolve) => stream.once("data", resolve));

async function main() {
  const speed = "Vehicle.Speed";
  await ask(second, "PublishValue", {
    signal_id: { path: speed },
    data_point: { value: { float: 42.5 } },
  });
  const read = await ask(second, "GetValue", { signal_id: { path: speed } });
  const old = await ask(first, "Get", { entries: [{ path: speed, view: "VIEW_CURRENT_VALUE" }] });
  const missing = await ask(second, "GetValue", { signal_id: { path: "Vehicle.Nope" } }).catch(
    (error) => error.code,
  );
  const stream = second.Subscribe({ signal_paths: [speed, "Vehicle.Nope"] });
  const begin = await next(stream);
  stream.on("error", () => {});
  stream.cancel();
  const told = {
    value: read.data_point.value.float,
    freshness: read.data_point.freshness,
    v1: old.entries[0].value.float,
    missing,
    heard: begin.entries[speed].value.float,
    refused: begin.refused.map((refusal) => [refusal.asked, refusal.code]),
  };
  process.stdout.write(JSON.stringify(told));
  second.close();
  first.close();
}

main();
