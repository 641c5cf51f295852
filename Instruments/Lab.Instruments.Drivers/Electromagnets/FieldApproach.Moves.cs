using Lab.Instruments.Clocks;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <content>Moves from rest to rest, and what they tell of the magnet.</content>
internal sealed partial class FieldApproach
{
    /// <summary>How many times its noise a change of the field must be to tell whether it is over.</summary>
    private const double TellingErrors = 50;

    /// <summary>How much more time is given than was seen to be needed.</summary>
    private const double StillnessMargin = 1.2;

    /// <summary>Two readings that differ by this many times their noise show that the field moves.</summary>
    private const double JumpNoises = 5;

    /// <summary>A field that makes less than this part of its change after a ramp lags behind by a small part of the ramp's
    /// time.</summary>
    private const double LaggingPart = 0.3;

    /// <summary>Part of the way that is left to which what is left of a move is waited for.</summary>
    private const double SettledPart = 0.01;

    /// <summary>Part of the tolerance to which what is left of a move is waited for.</summary>
    private const double NeglectedPart = 0.125;

    /// <summary>The longest dead time of supply and gaussmeter, beside the gaussmeter's interval.</summary>
    private static readonly Duration DeadTime = Duration.FromMilliseconds(500);

    private async ValueTask MoveAndRestAsync(
        (double Amperes, double Tesla, double Error) from, double change, double error, CancellationToken cancellationToken)
    {
        Duration started = clock.Now();
        double moved = await MoveAsync(from, change, cancellationToken).ConfigureAwait(false);
        await ramp.ReadBackAsync(cancellationToken).ConfigureAwait(false);
        double changeTesla = Math.Abs(ramp.Amperes - from.Amperes) * response.SteepestSlope;
        isAtRest = true;
        unsettled = 0;
        if (response.Stillness is null)
        {
            await SeekStillnessAsync(from, clock.Now() - started, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            double expected = Math.Abs(error) - (Math.Abs(moved) * response.TypicalSlope);
            unsettled = Math.Max(NeglectedPart * tolerance, SettledPart * expected);
            await clock.WaitAsync(
                response.WaitAfter(changeTesla, (clock.Now() - started).Seconds, unsettled),
                cancellationToken).ConfigureAwait(false);
        }

        RestartAverage();
    }

    /// <summary>Ramps, reading the field on the way, which may show that there is further to go,
    /// or that it does not follow.</summary>
    /// <returns>The change that was made, A.</returns>
    private async ValueTask<double> MoveAsync(
        (double Amperes, double Tesla, double Error) from, double change, CancellationToken cancellationToken)
    {
        double tesla = from.Tesla;
        double slope = response.BoundOf(change);
        double wanted = change * slope;
        var track = new FieldTrack();
        Duration read = clock.Now();
        double least = Math.Max(1e-9, response.ResolutionAmperes / 2);
        double start = ramp.Amperes;
        double moved = 0;
        while (true)
        {
            double rest = (wanted / slope) - moved;
            if (rest * change <= 0 || Math.Abs(rest) < least)
            {
                return moved;
            }

            await ramp.StepAsync(rest, cancellationToken).ConfigureAwait(false);
            moved = ramp.Amperes - start;
            track.AddStep(clock.Now(), moved);
            bool isLast = Math.Abs((wanted / slope) - moved) < least;

            // A reading has its place between two steps; one that takes longer may slow the ramp by a fifth.
            bool fits = gaussmeter.Cost <= ramp.Rest && gaussmeter.Rest <= ramp.Rest + Duration.FromMilliseconds(1);
            if (isLast || !(fits || clock.Now() - read >= gaussmeter.Cost * 4))
            {
                continue;
            }

            double field = (await gaussmeter.ReadAsync(cancellationToken).ConfigureAwait(false)).Tesla;
            read = clock.Now();
            FieldTesla = field;
            track.AddReading(field - tesla);
            if ((field - tesla) * Math.Sign(change) >= Math.Abs(wanted))
            {
                return moved;
            }

            double lagged = response.Stillness is { } lag ? track.MovedAt(read - lag) : 0;
            if (Math.Abs(lagged) > 0)
            {
                if (IsFlat(track, lagged, field - tesla))
                {
                    return moved;
                }

                slope = Math.Min(slope, response.LearnOnTheWay(lagged, field - tesla));
            }
        }
    }

    /// <summary>Whether the field stands still while the current goes on, longer than its iron and its noise explain.</summary>
    private bool IsFlat(FieldTrack track, double laggedAmperes, double movedTesla)
    {
        double allowed = response.IdleAllowanceAmperes(laggedAmperes, movedTesla * Math.Sign(laggedAmperes));
        bool isFlat = track.FieldAtMoved(Math.Abs(laggedAmperes) - allowed) is { } before
            && response.IsFlat(Math.CopySign(allowed, laggedAmperes), movedTesla - before);
        return isFlat;
    }

    /// <summary>Watches the field after a first move until it is still, and learns how long that takes.</summary>
    private async ValueTask SeekStillnessAsync(
        (double Amperes, double Tesla, double Error) from, Duration moving, CancellationToken cancellationToken)
    {
        Duration stopped = clock.Now();
        Duration first = default;
        Duration moved = default;
        var watched = new FieldAverage();
        while (true)
        {
            FieldReading reading = await gaussmeter.ReadAsync(cancellationToken).ConfigureAwait(false);
            double jump = watched.Count == 0 ? 0 : Math.Abs(reading.Tesla - FieldTesla);
            watched.Add(reading);
            FieldTesla = reading.Tesla;
            Duration elapsed = clock.Now() - stopped;
            moved = jump > (JumpNoises * gaussmeter.NoiseTesla) + gaussmeter.ResolutionTesla ? elapsed : moved;
            first = watched.Count == 1 ? elapsed : first;
            if (elapsed >= SlowestStillness + moving)
            {
                return;
            }

            int quarter = watched.Count / 4;
            if (quarter == 0)
            {
                continue;
            }

            double last = watched.Mean(watched.Count - quarter, watched.Count);
            double before = watched.Mean(watched.Count - (2 * quarter), watched.Count - quarter);
            double noise = (3 * watched.QuickNoiseTesla / Math.Sqrt(quarter)) + gaussmeter.ResolutionTesla;
            double change = Math.Abs(last - from.Tesla);
            double after = Math.Abs(last - watched.Mean(0, 1));
            bool tells = change > TellingErrors * noise;
            bool isOver = elapsed >= moving && elapsed >= DeadTime;
            if (tells && isOver && Math.Abs(last - before) <= Math.Max(MagnetResponse.StillPart * after, noise))
            {
                // The field goes on at the ramp's rate for as long as it lags behind, if the ramp was long against that.
                Duration lag = first + (moving * ((after + noise) / change));
                lag = lag > moved ? lag : moved;
                Duration byLag = (lag * MagnetResponse.TimeConstantsUntilStill) + (gaussmeter.Interval * 2);
                response.Stillness = (after < LaggingPart * change && byLag < elapsed ? byLag : elapsed) * StillnessMargin;
                return;
            }

            if (!tells && elapsed > DeadTime + (gaussmeter.Interval * 2) && CanMoveOn(from.Amperes, last))
            {
                isAtRest = false;
                return;
            }
        }
    }

    private bool CanMoveOn(double fromAmperes, double tesla)
    {
        double moved = ramp.Amperes - fromAmperes;
        return Math.Abs(aim - tesla) > longestMove
            && Math.Abs(moved) + (longestMove / response.SteepestSlope) < response.IdleAllowanceAmperes(moved);
    }
}
