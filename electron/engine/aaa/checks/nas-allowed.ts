import { type AdmissionCheck, reject } from './check.ts';

/** Do its groups let the subscriber in at this router? Each group that names routers must name this one. */
export const nasAllowed: AdmissionCheck = ({ groups, nas }) => {
  for (const { name, nasIds } of groups) {
    if (nasIds.length === 0 || nasIds.includes(nas.id)) continue;
    return reject(
      'nas-not-allowed',
      `Group ${name} does not allow router ${nas.name}; add the router to the group, or take the subscriber out of it`,
      'Login is not allowed here',
    );
  }
  return undefined;
};
