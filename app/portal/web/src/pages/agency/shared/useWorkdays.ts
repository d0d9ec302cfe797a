import { useQueries, type UseQueryResult } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { todayIn, yearOf, type Day, type Workdays } from "./term";

type Calendar = Schema<"exchange.v1.CalendarReply">;

/** Clock is what the countdown of a decision needs. */
export interface Clock {
  workdays: Workdays;
  today: Day;
  /** Years of which no checked notice is known. */
  provisional: number[];
}

/**
 * useWorkdays reads the calendar of last year, this and the next: decisions further back are late by more than a year, whatever
 * their holidays were. `clock` is null while it is on its way, or when it cannot be read.
 */
export function useWorkdays(): { clock: Clock | null; failed: boolean } {
  const today = todayIn(new Date());
  const year = yearOf(today);
  const { calendars, failed } = useQueries({
    queries: [year - 1, year, year + 1].map((y) => ({
      queryKey: ["agency", "calendar", y],
      staleTime: Infinity,
      queryFn: () => fetchData(api.GET("/v1/calendar", { params: { query: { year: y } } })),
    })),
    combine,
  });
  const clock = useMemo(() => (calendars === null ? null : clockOf(calendars, today)), [calendars, today]);
  return { clock, failed };
}

function combine(answers: UseQueryResult<Calendar>[]): { calendars: Calendar[] | null; failed: boolean } {
  const calendars = answers.flatMap((a) => a.data ?? []);
  return { calendars: calendars.length === answers.length ? calendars : null, failed: answers.some((a) => a.error !== null) };
}

function clockOf(calendars: readonly Calendar[], today: Day): Clock {
  const years = new Map(calendars.map((c) => [c.year, { holidays: new Set(c.holidays), workdays: new Set(c.workdays), provisional: c.provisional }]));
  return {
    today,
    workdays: { years, lateAfter: calendars[0]?.late_after ?? 0 },
    provisional: calendars.filter((c) => c.provisional).map((c) => c.year),
  };
}
