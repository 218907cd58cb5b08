// Reads a line of JSON with the policies of a role, then lines of requests; answers each with true or false.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const installed = createRequire(pathToFileURL(`${process.argv[2]}/`));
const { runSimulation } = installed("@cloud-copilot/iam-simulate");

let identityPolicies;
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  if (!identityPolicies) {
    identityPolicies = asked;
    continue;
  }
  const simulation = { request: asked, identityPolicies, serviceControlPolicies: [], resourceControlPolicies: [] };
  const { resultType, errors, overallResult } = await runSimulation(simulation, {});
  if (resultType === "error") {
    throw new Error(JSON.stringify(errors));
  }
  console.log(overallResult === "Allowed");
}
