using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>The response of a magnet's field to its current, as far as it is known: how steeply, how soon,
/// in which steps.</summary>
/// <remarks>
/// <para>Iron keeps up to B_r of either sign, so that a field which followed a change of current by ΔH would have followed one
/// without hysteresis by up to ΔH + 2 B_r. Where the field has already moved by x in the same direction, the slope that is still
/// hidden is at most B_r/x: of the law of Duhem's form, 2 B_r/I_c exp(−I/I_c) is at most 2 B_r/(e I) for any coercive current
/// I_c; of plays of evenly spread widths it is B_r/x, and of one play nothing. Slopes are taken as bounds of that kind, so that
/// neither a ramp is too fast nor an approach goes too far.</para>
/// <para>A first-order response is still, to 1 %, when after a time t the mean of its last quarter differs by less than 4 % of
/// the whole change from that of the quarter before: 4.7 time constants. A dead time, which is over by t/2,
/// only adds to it.</para>
/// </remarks>
internal sealed class MagnetResponse(FieldRegulation regulation)
{
    /// <summary>Part of a change by which the last two quarters of its wait may differ when it is over.</summary>
    public const double StillPart = 0.04;

    /// <summary>Time constants in the time after which a first-order response is still by <see cref="StillPart"/>.</summary>
    public const double TimeConstantsUntilStill = 4.7;

    /// <summary>The least part of the time until stillness that is waited for, so that a dead time is over.</summary>
    private const double LeastWait = 0.5;

    /// <summary>How many tolerances a field must have moved to tell a slope.</summary>
    private const double TellingTolerances = 40;

    /// <summary>A field that moves by less than this part of what is expected does not follow.</summary>
    private const double LeastFollowing = 0.25;


    /// <summary>So many differences at least are reckoned with.</summary>
    private const int FewRoundings = 10;

    /// <summary>Widths of the hysteresis after which the field has moved by a quarter of what is expected,
    /// and some in hand.</summary>
    private const double IdleBands = 1.5;

    /// <summary>How many times the guess the slope can be: twice, and a tenth in hand.</summary>
    private const double MostOfGuess = 2.2;

    /// <summary>A step of ±20 A by 12 bits, for supplies whose step is not known [assumption].</summary>
    private const double CoarsestStepAmperes = 0.01;

    /// <summary>How many set-points that are read back tell the supply's step.</summary>
    private const int TellingRoundings = 20;

    /// <summary>How much larger than the asked change a field's jump is that tells a step of the supply.</summary>
    private const double JumpRatio = 1.5;

    private double leastBound = double.PositiveInfinity;
    private double largestSlope;
    private double branchBound;
    private int direction;
    private double travelledTesla;
    private double errorTesla;
    private int roundings;
    private double largestRounding;
    private double resolutionAmperes = regulation.SupplyResolution.Amperes;

    /// <summary>A slope that the magnet does not exceed, T/A.</summary>
    public double SteepestSlope =>
        Math.Max(largestSlope, Math.Min(MostOfGuess * regulation.FieldPerCurrent.TeslaPerAmpere, leastBound));

    /// <summary>The slope that was measured last, or the guess, T/A.</summary>
    public double TypicalSlope { get; private set; } = regulation.FieldPerCurrent.TeslaPerAmpere;

    /// <summary>Time after a change until field and gaussmeter are still, or <see langword="null"/> while it is not
    /// known.</summary>
    public Duration? Stillness { get; set; }

    /// <summary>Current that was asked for since the field last followed, A.</summary>
    public double IdleAmperes { get; private set; }

    /// <summary>The field's change by one step of the supply, T; zero while it is not known.</summary>
    public double ResolutionTesla => resolutionAmperes * TypicalSlope;

    /// <summary>The supply's step, A; zero while it is not known.</summary>
    public double ResolutionAmperes => resolutionAmperes;

    /// <summary>Whether the field did not follow a change on a branch on which it had followed:
    /// the supply's steps are coarser.</summary>
    public bool IsStuck =>
        IdleAmperes * TypicalSlope > 4 * errorTesla && travelledTesla > TellingTolerances * regulation.Tolerance.Tesla / 4;

    /// <summary>Current by which the field need not follow, A: beyond twice the remanence and what cannot be told from noise it
    /// has moved by a quarter of what is expected.</summary>
    /// <param name="changeAmperes">The change of the current, for its sign.</param>
    /// <param name="movedTesla">The change of the field to this side on this move, T.</param>
    public double IdleAllowanceAmperes(double changeAmperes, double movedTesla = 0)
    {
        double travelled = Math.Max(0, movedTesla) + (Math.Sign(changeAmperes) == direction ? travelledTesla : 0);
        double band = 2 * regulation.Remanence.Tesla;
        double least = Math.Max(largestSlope, regulation.FieldPerCurrent.TeslaPerAmpere / 2);
        return ((travelled < band ? IdleBands * band : 0) + (TellingTolerances * regulation.Tolerance.Tesla / 2)) / least;
    }

    /// <summary>A new field is asked for: what did not follow before may have been put right.</summary>
    public void Begin() => IdleAmperes = 0;

    /// <summary>Whether the field moved as little as if it did not follow.</summary>
    /// <param name="changeAmperes">The change of the current.</param>
    /// <param name="changeTesla">The change of the field.</param>
    public bool IsFlat(double changeAmperes, double changeTesla)
    {
        double least = largestSlope > 0 ? TypicalSlope : regulation.FieldPerCurrent.TeslaPerAmpere / 2;
        return changeTesla / changeAmperes < LeastFollowing * least;
    }

    /// <summary>A slope that the next change to a side does not exceed, T/A.</summary>
    public double BoundOf(double changeAmperes)
    {
        bool isOnBranch = Math.Sign(changeAmperes) == direction && branchBound > 0 && IdleAmperes == 0;
        return isOnBranch ? Math.Min(SteepestSlope, branchBound) : SteepestSlope;
    }

    /// <summary>Time to wait after a change until what is left of it can be neglected.</summary>
    /// <param name="changeTesla">The change of the field, T.</param>
    /// <param name="overSeconds">Time that it took.</param>
    /// <param name="neglectedTesla">The change that can be neglected, T.</param>
    public Duration WaitAfter(double changeTesla, double overSeconds, double neglectedTesla)
    {
        Duration still = Stillness ?? default;
        double lag = changeTesla * Math.Min(1, still.Seconds / TimeConstantsUntilStill / Math.Max(overSeconds, 1e-9));
        return still * Math.Max(LeastWait, Math.Log(lag / neglectedTesla) / TimeConstantsUntilStill);
    }

    /// <summary>Gives more time until stillness, because the field was seen to move after it.</summary>
    public void SlowDown(double factor, Duration longest) => Stillness = Stillness < longest ? Stillness * factor : Stillness;

    /// <summary>Takes note of a change that is under way.</summary>
    /// <param name="changeAmperes">Change of the current, as long ago as the field lags behind at most.</param>
    /// <param name="changeTesla">Change of the field until now.</param>
    /// <returns>A slope that the way on does not exceed, T/A.</returns>
    public double LearnOnTheWay(double changeAmperes, double changeTesla)
    {
        double moved = changeTesla * Math.Sign(changeAmperes);
        if (moved < TellingTolerances * regulation.Tolerance.Tesla)
        {
            return SteepestSlope;
        }

        double travelled = Math.Sign(changeAmperes) == direction ? travelledTesla : 0;
        double bound = (moved + Hidden(moved, travelled)) / Math.Max(1e-9, Math.Abs(changeAmperes) - Rounding);
        leastBound = Math.Min(leastBound, bound);
        return bound;
    }

    /// <summary>Takes note of whether the field followed at all, before it is at rest.</summary>
    /// <param name="changeAmperes">The change of the current since the field was at rest.</param>
    /// <param name="changeTesla">The change of the field.</param>
    public void Watch(double changeAmperes, double changeTesla) =>
        IdleAmperes = IsFlat(changeAmperes, changeTesla) ? Math.Abs(changeAmperes) : 0;

    /// <summary>Part of a step of a ramp to make, so that set-points that are read back fall anywhere between two steps of the
    /// supply.</summary>
    public double RoundingPart => IsRoundingOpen ? 1 - (0.25 * (roundings * 0.618 % 1)) : 1;

    /// <summary>Whether more set-points should be read back to learn the supply's step.</summary>
    public bool IsRoundingOpen => regulation.SupplyResolution == default && roundings < TellingRoundings;

    /// <summary>Takes note of how the supply rounded a set-point.</summary>
    /// <param name="askedAmperes">The current that it was asked for.</param>
    /// <param name="setAmperes">The current that it says that it is set to.</param>
    /// <param name="isFree">Whether what it was asked for falls anywhere between two steps.</param>
    public void LearnRounding(double askedAmperes, double setAmperes, bool isFree)
    {
        double difference = Math.Abs(setAmperes - askedAmperes);
        if (regulation.SupplyResolution != default || (isFree && !IsRoundingOpen))
        {
            return;
        }

        // A rounded set-point is off by half a step at most; the largest of n differences is short of that by one part in n + 1.
        const double textRounding = 2e-6;
        roundings += isFree ? 1 : 0;
        largestRounding = Math.Max(
            largestRounding, difference > textRounding * Math.Max(1, Math.Abs(setAmperes)) ? difference : 0);
        resolutionAmperes = 2 * largestRounding * (1 + (1.0 / Math.Max(FewRoundings, roundings)));
    }

    /// <summary>Takes note of a change between two settled fields.</summary>
    /// <param name="changeAmperes">The change of the current.</param>
    /// <param name="changeTesla">The change of the field.</param>
    /// <param name="error">Standard error of the change of the field.</param>
    public void Learn(double changeAmperes, double changeTesla, double error)
    {
        if (Math.Sign(changeAmperes) != direction)
        {
            (direction, travelledTesla, branchBound, IdleAmperes) = (Math.Sign(changeAmperes), 0, 0, 0);
        }

        errorTesla = error;
        double expected = Math.Abs(changeAmperes) * SteepestSlope;
        double moved = changeTesla * direction;
        bool isJump = IdleAmperes > 0 && moved > JumpRatio * expected && moved - expected > 4 * error;
        if (isJump && moved < 2 * CoarsestStepAmperes * SteepestSlope)
        {
            LearnResolution(moved / TypicalSlope);
        }

        IdleAmperes = IsFlat(changeAmperes, changeTesla) ? IdleAmperes + Math.Abs(changeAmperes) : 0;
        double amperes = Math.Abs(changeAmperes);
        if (moved >= TellingTolerances * regulation.Tolerance.Tesla && moved > 20 * error && amperes > 4 * Rounding)
        {
            double hidden = Hidden(moved, travelledTesla);
            branchBound = (moved + hidden + (2 * error)) / (amperes - Rounding);
            leastBound = Math.Min(leastBound, branchBound);
            largestSlope = Math.Max(largestSlope, (moved - (2 * error)) / (amperes + Rounding));
            if (amperes > 20 * Rounding && hidden < LeastFollowing * moved)
            {
                TypicalSlope = moved / amperes;
            }
        }

        travelledTesla = Math.Max(0, travelledTesla + moved);
    }

    /// <summary>How wrong a change of the current may be, A.</summary>
    private double Rounding => resolutionAmperes > 0 ? resolutionAmperes : CoarsestStepAmperes;

    /// <summary>Takes note of a step that the supply can make.</summary>
    private void LearnResolution(double amperes)
    {
        if (regulation.SupplyResolution == default && amperes > 0)
        {
            resolutionAmperes = Math.Max(resolutionAmperes, amperes);
        }
    }

    /// <summary>The largest part of a change that hysteresis hides, after the field has travelled to the same side.</summary>
    private double Hidden(double movedTesla, double travelled) =>
        regulation.Remanence.Tesla * Math.Min(2, travelled > 0 ? movedTesla / travelled : 2);
}
