using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>One way from the present field to the field that was asked for.</summary>
/// <remarks>
/// The way is made of moves from rest to rest, so that the lag of coil and gaussmeter takes no part in what is learned of the
/// magnet. A move goes as far as the steepest slope that the magnet can have allows, which is short of the field; the slope that
/// it shows brings the next one nearer. The first moves of all are small and tell how long rest takes.
/// </remarks>
internal sealed partial class FieldApproach(
    PacedGaussmeter gaussmeter,
    FieldRamp ramp,
    MagnetResponse response,
    FieldRegulation regulation,
    TimeProvider clock,
    ChangeBounds bounds)
{
    /// <summary>Errors beyond this many tolerances are corrected after two readings, smaller ones after an average.</summary>
    private const double CoarseTolerances = 10;

    /// <summary>The fewest readings that tell noise from an error.</summary>
    private const int FewestReadings = 4;

    /// <summary>Tolerances that the first move of all is long.</summary>
    private const double FirstMoveTolerances = 40;

    /// <summary>How much longer a move may be than the one before while the magnet's response is not known.</summary>
    private const double Growth = 3;

    /// <summary>Part of the time until stillness for which a field is looked at before it is taken as still.</summary>
    private const double LookedAtPart = 0.125;

    /// <summary>How often the field may come to lie on the other side of what was asked for.</summary>
    private const int MostTurns = 3;

    /// <summary>How much more time is given where the field was seen to move longer than was known.</summary>
    private const double SlowerThanThought = 1.1;

    /// <summary>Part of the way to a limit that a move may take while the supply's steps are not known.</summary>
    private const double PartOfHeadroom = 1.0 / 3;

    /// <summary>Part of a long way that is made at once: slopes are known to a percent, and a magnet lags.</summary>
    private const double PartOfWay = 0.99;

    /// <summary>Changes of fewer steps of the supply are counted in steps.</summary>
    private const double CountedSteps = 20;

    /// <summary>How wrong the field's change by a step may be.</summary>
    private const double StepError = 0.05;

    /// <summary>Tolerances from a limit at which steps of the supply begin to matter.</summary>
    private const double HeadroomTolerances = 50;

    /// <summary>Part of the tolerance from which an error is corrected once it is known.</summary>
    private const double CorrectedPart = 0.75;

    /// <summary>Rest of the slowest coil, five time constants of five seconds: what cannot be seen to move by then is
    /// still.</summary>
    private static readonly Duration SlowestStillness = Duration.FromSeconds(25);

    private readonly double tolerance = regulation.Tolerance.Tesla;
    private FieldAverage average = new();
    private Duration averaging;
    private (double Amperes, double Tesla, double Error)? anchor;
    private double target;
    private double aim;
    private double previousError;
    private double longestMove;
    private double unsettled;
    private double unknownStep;
    private int turns;
    private bool isNearest;
    private bool isAtRest = true;
    private double closest = double.PositiveInfinity;
    private Duration deadline;

    /// <summary>The field that was measured last, T.</summary>
    public double FieldTesla
    {
        get;
        private set
        {
            field = value;
            Looked?.Invoke();
        }
    }

    /// <summary>Called after each reading of the field.</summary>
    public Action? Looked { get; init; }

    /// <summary>Standard uncertainty of the settled field, T.</summary>
    public double UncertaintyTesla
    {
        get
        {
            double digit = gaussmeter.ResolutionTesla * gaussmeter.ResolutionTesla / 12;
            double motion = Math.Max(Math.Abs(average.DriftTesla), unsettled) / 2;
            double error = Math.Max(average.ErrorTesla, gaussmeter.NoiseTesla / Math.Sqrt(average.Measurements));
            error *= 1 + (1.0 / Math.Max(1, average.Count - 1)); // few readings tell little of their own scatter
            double probe = regulation.GaussmeterUncertainty.Tesla;
            double scale = regulation.GaussmeterGainUncertainty * FieldTesla;
            return Math.Sqrt(digit + (motion * motion) + (error * error) + (probe * probe) + (scale * scale));
        }
    }

    /// <summary>How far from the aim a settled field may be, T: less where the aim is short of a field at a limit.</summary>
    private double Allowed => Math.Max(tolerance - Math.Abs(target - aim), tolerance / 2);

    /// <summary>The change of the field by the supply's step, T, as far as it is known.</summary>
    public double ResolutionTesla => Math.Max(response.ResolutionTesla, unknownStep);

    /// <summary>Whether steps of the supply decide how near the field comes.</summary>
    public bool IsCoarse => isNearest || response.ResolutionTesla > tolerance;

    /// <summary>Reads the field once more.</summary>
    public async ValueTask LookAsync(CancellationToken cancellationToken) =>
        FieldTesla = (await gaussmeter.ReadAsync(cancellationToken).ConfigureAwait(false)).Tesla;

    /// <summary>Goes to a field.</summary>
    /// <returns>How the way ended.</returns>
    public async ValueTask<FieldOutcome> GoAsync(double fieldTesla, CancellationToken cancellationToken)
    {
        double margin = Math.Clamp(gaussmeter.ResolutionTesla, tolerance / 2, tolerance);
        target = fieldTesla;
        aim = Math.Max(Math.Min(fieldTesla, bounds.Maximum - margin), Math.Min(bounds.Minimum + margin, bounds.Maximum));
        response.Begin();
        longestMove = FirstMoveTolerances * tolerance;
        await ramp.BeginAsync(cancellationToken).ConfigureAwait(false);
        RestartAverage();
        ExtendDeadline();
        while (true)
        {
            if (!await AverageAsync(cancellationToken).ConfigureAwait(false))
            {
                return FieldOutcome.DidNotSettle;
            }

            double error = aim - average.MeanTesla;
            if (average.Count >= FewestReadings)
            {
                gaussmeter.AddNoise(average.NoiseTesla);
            }

            Learn();

            if (IsSettled(error))
            {
                return FieldOutcome.Settled;
            }

            double change = PlanChange(error);
            if (change == 0)
            {
                if (Math.Abs(error) > (ResolutionTesla * 1.1) + tolerance + (2 * average.ErrorTesla) + unsettled)
                {
                    return FieldOutcome.DidNotSettle;
                }

                isNearest = true;
                anchor = null;
                continue;
            }

            if (response.IdleAmperes >= response.IdleAllowanceAmperes(change))
            {
                return FieldOutcome.DoesNotFollow;
            }

            if (Math.Abs(error) < closest - tolerance || response.IdleAmperes > 0)
            {
                closest = Math.Min(closest, Math.Abs(error));
                ExtendDeadline();
            }
            else if (clock.Now() > deadline)
            {
                return FieldOutcome.DidNotSettle;
            }

            previousError = error;
            if (isAtRest || anchor is not { } from)
            {
                from = (ramp.Amperes, average.MeanTesla, average.ErrorTesla);
                anchor = from;
            }

            Duration started = clock.Now();
            await MoveAndRestAsync(from, change, error, cancellationToken).ConfigureAwait(false);
            deadline += clock.Now() - started;
        }
    }

    private void Learn()
    {
        if (anchor is not { } before || ramp.Amperes == before.Amperes)
        {
            return;
        }

        double change = ramp.Amperes - before.Amperes;
        double moved = average.MeanTesla - before.Tesla;
        if (isAtRest)
        {
            double error = Math.Sqrt((before.Error * before.Error) + (average.ErrorTesla * average.ErrorTesla));
            response.Learn(change, moved, error + ((unsettled + gaussmeter.ResolutionTesla) / 2));
        }
        else
        {
            response.Watch(change, moved);
        }
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        FieldReading reading = await gaussmeter.ReadAsync(cancellationToken).ConfigureAwait(false);
        average.Add(reading);
        FieldTesla = average.Count == 1 ? reading.Tesla : average.MeanTesla;
    }

    private void RestartAverage()
    {
        average = new FieldAverage();
        averaging = clock.Now();
    }

    private void ExtendDeadline()
    {
        // What noise asks for: readings until four standard errors are a quarter of the tolerance.
        double readings = double.IsFinite(average.ErrorTesla) ? Math.Pow(16 * Math.Min(1, average.NoiseTesla / Allowed), 2) : 0;
        deadline = clock.Now() + regulation.Timeout + (gaussmeter.Interval * readings)
            + ((response.Stillness ?? SlowestStillness) * 5);
    }

    /// <summary>Reads until the average tells whether the field is settled or needs a correction.</summary>
    private async ValueTask<bool> AverageAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            double error = aim - average.MeanTesla;
            if (IsMoving())
            {
                response.SlowDown(SlowerThanThought, SlowestStillness);
                RestartAverage();
            }

            if (NeedsCorrection(error) || IsSettled(error))
            {
                return true;
            }

            if (clock.Now() > deadline)
            {
                return false;
            }
        }
    }

    /// <summary>Whether the field still has to move by more than can be neglected, by how it moves.</summary>
    private bool IsMoving()
    {
        Duration length = clock.Now() - averaging;
        double noise = (6 * gaussmeter.NoiseTesla / Math.Sqrt(average.Count)) + gaussmeter.ResolutionTesla;
        double drift = Math.Max(0, Math.Abs(average.DriftTesla) - noise);
        if (response.Stillness is not { } still)
        {
            return average.Count >= FewestReadings && length >= regulation.SettlingTime && drift > tolerance / 2;
        }

        double timeConstants = length.Seconds / 2 / still.Seconds * MagnetResponse.TimeConstantsUntilStill;
        return average.Count >= 2 && drift > Math.Max(unsettled, tolerance / 4) * timeConstants;
    }

    private bool NeedsCorrection(double error)
    {
        if (isNearest)
        {
            return false;
        }

        // What is surely within the tolerance is left alone: the supply's next step may be further off.
        double allowed = Math.Max(CorrectedPart * Allowed, response.ResolutionTesla / 2);
        double least = response.Stillness is null && anchor is null ? FewestReadings : 2;
        bool isLong = average.Count >= least && clock.Now() - averaging >= (response.Stillness ?? default) * LookedAtPart;
        return isLong && ((Math.Abs(error) > CoarseTolerances * tolerance && Math.Abs(error) > 4 * average.ErrorTesla)
            || (average.Count >= FewestReadings && Math.Abs(error) - (2 * average.ErrorTesla) > allowed));
    }

    private bool IsSettled(double error) =>
        average.Count >= FewestReadings
        && clock.Now() - averaging >= regulation.SettlingTime
        && !IsMoving()
        && (isNearest ? 4 * average.ErrorTesla <= Math.Max(tolerance, response.ResolutionTesla / 2) : IsWithin(error));

    private bool IsWithin(double error) =>
        Math.Abs(error) + (2 * average.ErrorTesla) <= Math.Max(Allowed, 0.6 * response.ResolutionTesla);

    /// <summary>The next change of the current, A; zero where none brings the field nearer.</summary>
    private double PlanChange(double error)
    {
        bool hasTurned = error * previousError < 0 && Math.Abs(error) <= Math.Abs(previousError);
        turns += error * previousError < 0 ? 1 : 0;
        if (turns >= MostTurns && Math.Abs(error) <= CoarseTolerances * tolerance)
        {
            // To and fro across the field: neither the supply nor the gaussmeter tells anything finer.
            unknownStep = Math.Abs(error) + Math.Abs(previousError);
            return 0;
        }

        double worth = response.ResolutionTesla;
        if (Math.Abs(error) <= worth / 2 || (Math.Abs(error) <= worth && (hasTurned || response.IdleAmperes > 0)))
        {
            return 0;
        }

        double slope = response.BoundOf(error);
        double move = Math.Abs(error) - Math.Min((2 * average.ErrorTesla) + unsettled, Math.Abs(error) / 2);

        // What may be beyond the move without being beyond the limit.
        double room = move + (error > 0 ? bounds.Maximum - aim : aim - bounds.Minimum);
        if (response.Stillness is null)
        {
            move = Math.Min(move, longestMove);
            longestMove *= Growth;
        }

        if (response.IdleAmperes > 0)
        {
            move += tolerance / 2;
        }

        double step = response.ResolutionAmperes * slope;
        if (step > 0 && move < CountedSteps * step)
        {
            // Whole steps from the set-point that is there move the field by whole steps, however the supply rounds.
            double steps = Math.Min(Math.Max(1, Math.Round(move / step)), Math.Floor(room / step / (1 + StepError)));
            return steps < 1 ? 0 : Math.CopySign(steps * response.ResolutionAmperes, error);
        }

        if (step == 0 && response.IsStuck && room < HeadroomTolerances * tolerance)
        {
            // The supply's next step, whose size nobody knows, might go beyond the limit.
            unknownStep = room;
            return 0;
        }

        move = move > CoarseTolerances * tolerance ? move * PartOfWay : move;
        room = step > 0 ? room - step : Math.Max(room * PartOfHeadroom, room - (HeadroomTolerances * tolerance));
        return Math.CopySign(Math.Min(move, room) / slope, error);
    }
}
