import { anyOf, integer, string } from '../../schema/schema.ts';

/** What a patient chooses on the way to a slot. */
export const choiceKeys = {
  type: string({
    minLength: 1,
    maxLength: 200,
    description: 'The code of an appointment type; without it the one chosen before, or the first.',
  }),
  agenda: anyOf([integer({ minimum: 1 }), string({ minLength: 1, maxLength: 64 })], {
    expected: 'the id of a schedule, or a number from 1',
    description: 'The agenda, by the id of its schedule or its number from 1; without it the first.',
  }),
  week: integer({ minimum: 1, maximum: 4, default: 1, description: 'The week, 1 to 4.' }),
};

export const slotKey = anyOf([integer({ minimum: 1 }), string({ minLength: 1, maxLength: 64 })], {
  expected: "a number from 1, a start such as '2027-01-12 09:00', or the id of a slot",
  description: 'Which of the slots that are seen: its number from 1, its start, or its id.',
});

export const appointmentKey = string({
  minLength: 1,
  maxLength: 64,
  expected: "the id of an appointment, in quotes: '1001'",
  description:
    "The id of an appointment; without it the patient's last, or the practice's newest. Ids begin with 1001.",
});
