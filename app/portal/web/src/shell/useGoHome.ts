import { useNavigate } from "react-router";

/** useGoHome leads to the first page and answers when it is shown: a page must be left before its user is, else it leads to the login. */
export function useGoHome(): () => Promise<void> {
  const navigate = useNavigate();
  return async () => {
    await navigate("/");
    // The code of the page is here now, or failed to come; only then can it be shown at once.
    await navigate("/", { replace: true, flushSync: true });
  };
}
