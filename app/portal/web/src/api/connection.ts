import { store } from "../lib/store";

/** Whether the last call reached the server. The banner of the shell follows it. */
export const connection = store<"up" | "down">("up");
