import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { RouterProvider } from "react-router/dom";
import { newQueryClient } from "./api/queries";
import { newRouter } from "./shell/router";
import { Theme } from "./shell/theme";

/** App is the whole portal. */
export function App() {
  const [queries] = useState(newQueryClient);
  const [router] = useState(newRouter);
  return (
    <QueryClientProvider client={queries}>
      <Theme>
        <RouterProvider router={router} />
      </Theme>
    </QueryClientProvider>
  );
}
