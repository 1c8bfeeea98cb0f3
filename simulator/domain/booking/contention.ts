import { anyOf, integer, number, object, type Static } from '../../../schema/schema.ts';

/** Competition for slots. */
export const contentionSchema = object(
  {},
  {
    competitorsPerHour: number({
      minimum: 0,
      maximum: 10_000,
      default: 0,
      description: 'The average number of free slots that others take per hour, at random times on the clock.',
    }),
    goneWhenBooked: anyOf(
      [
        object({ next: integer({ minimum: 0, maximum: 1_000_000 }) }),
        object({ probability: number({ minimum: 0, maximum: 1 }) }),
      ],
      {
        description:
          'A competitor takes the slot at the moment of its booking: for the `next` bookings, or with a `probability`.',
      },
    ),
    phantomShare: number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'The share of free slots that can never be booked, although searches return them as free.',
    }),
  },
  { title: 'Contention', description: 'Competition for slots.' },
);

export type Contention = Static<typeof contentionSchema>;
