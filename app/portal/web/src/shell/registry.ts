import admin from "../pages/admin/routes";
import agency from "../pages/agency/routes";
import audit from "../pages/audit/routes";
import catalog from "../pages/catalog/routes";
import officer from "../pages/officer/routes";
import publicity from "../pages/public/routes";
import subject from "../pages/subject/routes";
import tour from "../pages/tour/routes";
import type { Area } from "./areas";

/** All areas, in the order of the navigation. See areas.ts for how to build one. */
export const areas: readonly Area[] = [publicity, officer, agency, catalog, audit, admin, subject, tour];
