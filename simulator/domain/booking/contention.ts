import { anyOf, integer, number, object, type Static } from '../../../schema/schema.ts';

/** Others who want the same slots. */
export const contentionSchema = object(
  {},
  {
    competitorsPerHour: number({
      minimum: 0,
      maximum: 10_000,
      default: 0,
      description: 'How many free slots others take in an hour, on average, at random moments on the clock.',
    }),
    goneWhenBooked: anyOf(
      [
        object({ next: integer({ minimum: 0, maximum: 1_000_000 }) }),
        object({ probability: number({ minimum: 0, maximum: 1 }) }),
      ],
      {
        description:
          'The slot that was just shown is taken by somebody else at the moment it is booked: for the `next` so many bookings, or with a `probability`.',
      },
    ),
    phantomShare: number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'The share of the free slots that can never be booked, although they show as free.',
    }),
  },
  { title: 'Contention', description: 'Others who want the same slots.' },
);

export type Contention = Static<typeof contentionSchema>;
