using MathNet.Numerics.Distributions;

namespace Lab.Calibration.Loops;

/// <summary>
/// The result of the loops of resistance against field of a junction: the resistances of its two states, and the fields at which
/// it switches between them.
/// </summary>
/// <remarks>
/// The two levels are the medians of the points near the ends of the fields, then the means of all points that belong to them. A
/// point belongs to the level that is nearer; a point far from both is on its way. A field that moves evenly would find a switch
/// in the middle between two points on the average, one that moves at once and waits would find it at the later point: the switch
/// counts as three quarters of the way, and what is between both is an uncertainty that no number of loops averages out. The
/// offset is free of it, since it acts on both directions alike; its own comes from the scatter over the loops.
/// </remarks>
public sealed class ResistanceLoop
{
    /// <summary>Part of the fields at each end by which the levels are found.</summary>
    private const double EndShare = 0.15;

    /// <summary>Levels that differ by less than this many standard deviations of a point are one.</summary>
    private const double Distinct = 6;

    /// <summary>Beyond this part of the difference from both levels a point is on its way.</summary>
    private const double OnLevel = 0.2;

    /// <summary>Part of the way from the last point before a switch to the first one after it.</summary>
    private const double PartOfTheWay = 0.75;

    /// <summary>Beyond this share of points on their way the resistance follows the field and does not switch.</summary>
    private const double MostOnTheWay = 0.15;

    /// <summary>The part of a normal distribution below one standard deviation.</summary>
    private const double OneSigma = 0.841344746;

    /// <summary>Excess kurtosis of the extreme-value law (Gumbel's), which thermally activated switching fields follow: the rate
    /// grows exponentially with the field (Kurkijärvi, Phys. Rev. B 6, 832 (1972)).</summary>
    private const double ExcessKurtosis = 12.0 / 5;

    private ResistanceLoop(Estimate low, Estimate high, bool fallsWithField, IReadOnlyList<SwitchingField> switches)
    {
        Low = low;
        High = high;
        FallsWithField = fallsWithField;
        Switches = switches;
    }

    /// <summary>The lower resistance, that of the parallel state, Ω.</summary>
    public Estimate Low { get; }

    /// <summary>The higher resistance, that of the antiparallel state, Ω.</summary>
    public Estimate High { get; }

    /// <summary>Whether the resistance is low at high fields.</summary>
    public bool FallsWithField { get; }

    /// <summary>The switching field of each branch.</summary>
    public IReadOnlyList<SwitchingField> Switches { get; }

    /// <summary>Mean switching field while the field goes up, T.</summary>
    public Estimate Upward => FieldOf(upward: true);

    /// <summary>Mean switching field while the field goes down, T.</summary>
    public Estimate Downward => FieldOf(upward: false);

    /// <summary>(R_AP − R_P)/R_P.</summary>
    public Estimate TunnelMagnetoresistance
    {
        get
        {
            double ratio = High.Value / Low.Value;
            double relative = double.Hypot(High.StandardUncertainty / High.Value, Low.StandardUncertainty / Low.Value);
            return new Estimate(ratio - 1, ratio * relative);
        }
    }

    /// <summary>Half the width of the loop, T: what an error of the field's zero does not change.</summary>
    public Estimate Coercivity =>
        new((MeanOf(upward: true) - MeanOf(upward: false)) / 2, double.Hypot(BothTesla / 2, PlaceTesla));

    /// <summary>The middle of the loop, T, with the uncertainty of the field.</summary>
    public Estimate Offset =>
        new((MeanOf(upward: true) + MeanOf(upward: false)) / 2, double.Hypot(BothTesla / 2, FieldUncertaintyTesla));

    /// <summary>How well the field is known, T.</summary>
    public double FieldUncertaintyTesla => Switches.Max(each => each.FieldUncertaintyTesla);

    /// <summary>How many loops there are.</summary>
    public int LoopCount => Switches.Count / 2;

    /// <summary>Standard deviation of the switching fields of one direction over the loops, T;
    /// NaN with less than two loops.</summary>
    public double ScatterTesla =>
        LoopCount > 1 ? Math.Sqrt((VarianceOf(upward: true) + VarianceOf(upward: false)) / 2) : double.NaN;

    /// <summary>The scatter with its uncertainty, T. Switching fields have a long tail on one side, so that their standard
    /// deviation is known less well than that of normal numbers: its square has the relative variance γ/n + 2/(n − 1) for n
    /// loops and the excess kurtosis γ, and the mean of both directions half of that.</summary>
    public Estimate Scatter => new(
        ScatterTesla,
        ScatterTesla / 2 * Math.Sqrt(((ExcessKurtosis / LoopCount) + (2.0 / (LoopCount - 1))) / 2));

    /// <summary>Standard uncertainty of one switching field by the distance of the points, T.</summary>
    public double ResolutionTesla => Switches.Average(each => each.StepTesla) / Math.Sqrt(12);

    // Anywhere from half of the way to the whole of it.
    private double PlaceTesla => ResolutionTesla / 2;

    // Of the difference and of the sum of both means: few loops tell the scatter badly, which Student's distribution counts in.
    private double BothTesla => Math.Sqrt(2) * OfOneTesla;

    private double OfOneTesla => LoopCount > 1
        ? StudentT.InvCDF(0, 1, 2 * (LoopCount - 1), OneSigma) * Math.Max(ScatterTesla, ResolutionTesla) / Math.Sqrt(LoopCount)
        : ResolutionTesla;

    /// <summary>Finds levels and switching fields.</summary>
    /// <param name="branches">The branches, at least one in each direction.</param>
    /// <param name="failure">Why there are none, in words for the experimenter; <see langword="null"/> where there are.</param>
    /// <returns>The loop; <see langword="null"/> where the resistance does not switch.</returns>
    public static ResistanceLoop? Find(IReadOnlyList<LoopBranch> branches, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(branches);
        double[] fields = [.. branches.SelectMany(branch => branch.FieldTesla)];
        double[] ohms = [.. branches.SelectMany(branch => branch.Ohms)];
        double noise = NoiseOf(branches);
        double below = EndLevel(fields, ohms, fields.Min() + (EndShare * (fields.Max() - fields.Min())), isLow: true);
        double above = EndLevel(fields, ohms, fields.Max() - (EndShare * (fields.Max() - fields.Min())), isLow: false);
        double difference = Math.Abs(above - below);
        if (!(difference > Distinct * noise))
        {
            failure = $"The resistance is the same at both ends of the fields, {below:G5} and {above:G5} Ω with a noise of "
                + $"{noise:G2} Ω. "
                + "Take a wider range of fields, or a larger sense current.";
            return null;
        }

        int onTheWay = ohms.Count(
            each => Math.Min(Math.Abs(each - below), Math.Abs(each - above)) > (OnLevel * difference) + (Distinct * noise));
        if (onTheWay > MostOnTheWay * ohms.Length)
        {
            failure = $"The resistance follows the field: {onTheWay} of {ohms.Length} points lie between its values at the "
                + "ends. A loop has "
                + "two levels; this is a hard axis, a vortex, or a free layer of several domains.";
            return null;
        }

        double middle = (below + above) / 2;
        List<SwitchingField> switches = [];
        foreach (LoopBranch branch in branches)
        {
            if (FindSwitch(branch, middle) is { } found)
            {
                switches.Add(found);
            }
        }

        failure = Missing(switches, branches);
        return failure is null
            ? new ResistanceLoop(
                LevelOf(ohms, each => each < middle, Math.Min(below, above), (OnLevel * difference) + (Distinct * noise)),
                LevelOf(ohms, each => each > middle, Math.Max(below, above), (OnLevel * difference) + (Distinct * noise)),
                above < below,
                switches)
            : null;
    }

    private static string? Missing(List<SwitchingField> switches, IReadOnlyList<LoopBranch> branches)
    {
        foreach (bool upward in (bool[])[true, false])
        {
            int there = switches.Count(each => each.IsUpward == upward);
            int all = branches.Count(branch => branch.IsUpward == upward);
            if (there == 0 || there < all)
            {
                return $"The resistance switches in {there} of {all} branches whose field goes {(upward ? "up" : "down")}. Take "
                    + "a wider "
                    + "range of fields, so that each branch begins and ends in a state that the field holds.";
            }
        }

        return null;
    }

    /// <summary>The point at which a branch has crossed the middle for the most part: as many points are on the wrong side before
    /// it as after it.</summary>
    private static SwitchingField? FindSwitch(LoopBranch branch, double middle)
    {
        bool beginsAbove = branch.Ohms[0] > middle;
        int crossings = 0;
        for (int i = 1; i < branch.Ohms.Count; i++)
        {
            crossings += branch.Ohms[i] > middle != branch.Ohms[i - 1] > middle ? 1 : 0;
        }

        if (crossings % 2 == 0)
        {
            return null; // it ends where it began
        }

        int changed = branch.Ohms.Count(each => each > middle != beginsAbove);
        int after = branch.Ohms.Count - changed;
        return new SwitchingField(
            branch.IsUpward,
            branch.FieldTesla[after - 1] + (PartOfTheWay * (branch.FieldTesla[after] - branch.FieldTesla[after - 1])),
            Math.Abs(branch.FieldTesla[after] - branch.FieldTesla[after - 1]),
            branch.FieldUncertaintyTesla[after],
            crossings);
    }

    private Estimate FieldOf(bool upward) =>
        new(MeanOf(upward), double.Hypot(double.Hypot(OfOneTesla, PlaceTesla), FieldUncertaintyTesla));

    private double MeanOf(bool upward) => Switches.Where(each => each.IsUpward == upward).Average(each => each.Tesla);

    private double VarianceOf(bool upward)
    {
        double mean = MeanOf(upward);
        return Switches.Where(each => each.IsUpward == upward).Sum(each => (each.Tesla - mean) * (each.Tesla - mean))
            / (LoopCount - 1);
    }

    // Successive points of one level differ by noise alone; the few that switch do not move a median.
    private static double NoiseOf(IReadOnlyList<LoopBranch> branches)
    {
        double[] steps =
        [
            .. branches.SelectMany(branch => branch.Ohms.Skip(1).Zip(branch.Ohms, (next, before) => Math.Abs(next - before)))
                .Order(),
        ];
        const double medianOfNormal = 0.6745;
        return steps.Length == 0 ? 0 : steps[steps.Length / 2] / (medianOfNormal * Math.Sqrt(2));
    }

    private static double EndLevel(double[] fields, double[] ohms, double bound, bool isLow)
    {
        double[] end = [.. ohms.Where((_, i) => isLow ? fields[i] <= bound : fields[i] >= bound).Order()];
        return end[end.Length / 2];
    }

    private static Estimate LevelOf(double[] ohms, Func<double, bool> isOfLevel, double level, double reach)
    {
        double[] members = [.. ohms.Where(each => isOfLevel(each) && Math.Abs(each - level) <= reach)];
        double mean = members.Average();
        double variance = members.Length > 1
            ? members.Sum(each => (each - mean) * (each - mean)) / (members.Length - 1)
            : 0;
        return new Estimate(mean, Math.Sqrt(variance / members.Length));
    }
}
