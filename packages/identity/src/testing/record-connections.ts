import { Socket } from "node:net";

/** The TCP connections this process opens while the record is held, whoever opens them. */
export interface ConnectionRecord extends Disposable {
  ports(): readonly number[];
}

/** Records connections at the one place all clients pass: `fetch`, `node:http` and drivers alike. */
export function recordConnections(): ConnectionRecord {
  const ports: number[] = [];
  const original = Socket.prototype.connect;
  Socket.prototype.connect = function connect(this: Socket, ...args: unknown[]): Socket {
    const target: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (typeof target === "object" && target !== null && "port" in target) ports.push(Number(target.port));
    return Reflect.apply(original, this, args);
  };
  return {
    ports: () => [...ports],
    [Symbol.dispose]: () => {
      Socket.prototype.connect = original;
    },
  };
}
