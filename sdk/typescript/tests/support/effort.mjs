/** How often tests do what may go wrong: a few times, or, where they are to try hard, many times. */
export const effort = (few, many) => (process.env.EVENT_MESH_TEST_ENDURANCE ? many : few);
