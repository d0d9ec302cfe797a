import { read, type Request } from "./read";

// One request, one answer; the page ends the worker when it has what it asked for, or asks for something else.
addEventListener("message", (e: MessageEvent<Request>) => {
  void read(e.data).then((table) => {
    postMessage(table);
  });
});
