// The licences of everything that is bundled, one after the other, beside the bundle.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const bundled = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
const told = Object.entries(bundled)
  .filter(([place, each]) => place && !each.dev && !each.optional)
  .map(([place, each]) => {
    const name = readdirSync(place).find((file) => /^licen[cs]e/i.test(file));
    return `${place.replace("node_modules/", "")} ${each.version} (${each.license})\n\n${readFileSync(`${place}/${name}`, "utf8").trim()}\n`;
  });
writeFileSync("../service/kaupunkigraafi_service/pages/static/editor.LICENCES.txt", told.join("\n---\n\n"));
