using Lab.Calibration;
using Lab.Calibration.Loops;
using Lab.Protocols.Fields;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.ResistanceLoops;

/// <summary>Levels and switching fields from the branches.</summary>
internal sealed class ResistanceLoopAnalysis(IRunData data)
{
    // Tells at which speed the switching fields were found.
    private const string FieldRateName = "field_rate";

    private const double TeslaPerOersted = 1e-4;

    private readonly double[] loops = data.Numbers(ResistanceLoopExperiment.LoopColumn.Name);
    private readonly double[] upward = data.Numbers(ResistanceLoopExperiment.UpwardColumn.Name);
    private readonly double[] fields = data.Numbers(ResistanceLoopExperiment.FieldColumn.Name);
    private readonly double[] uncertainties = data.Numbers(PreparedField.UncertaintyColumn.Name);
    private readonly double[] ohms = data.Numbers(ResistanceLoopExperiment.ResistanceColumn.Name);

    /// <summary>Finds and reports.</summary>
    public Analysis Conclude()
    {
        LoopBranch[] branches = [.. Whole(Branches())];
        if (branches.Select(branch => branch.IsUpward).Distinct().Count() < 2)
        {
            return new Analysis { Failure = "There is no whole loop yet.", Figures = [Draw()] };
        }

        var loop = ResistanceLoop.Find(branches, out string? failure);
        return loop is null
            ? new Analysis { Failure = failure, Figures = [Draw()] }
            : new Analysis
            {
                Conclusion = new Conclusion(
                    "The junction has {parallel_resistance} and {antiparallel_resistance}, which is a magnetoresistance of "
                        + "{tmr}. It switches {coercive_field} to either side of {offset_field}.",
                    "Go on with `lab run iv-curve`, at a field well inside one state, and with `lab run switching`, at the "
                        + "offset field, where both states are equally stable.")
                {
                    Trust = "Switching fields hold for this speed of the field: faster sweeps switch later. They scatter by "
                        + "{switching_scatter} from loop to loop, which is temperature and no fault of the bench.",
                },
                Results = [.. ResultsOf(loop), FieldRate()],
                Figures = FiguresOf(loop),
                Warnings = [.. Doubts(loop)],
            };
    }

    private IEnumerable<ResultValue> ResultsOf(ResistanceLoop loop)
    {
        yield return Result("tmr", loop.TunnelMagnetoresistance, string.Empty, "(R_AP − R_P)/R_P at the sense current.");
        yield return Result("parallel_resistance", loop.Low, "Ω", "Lower resistance, R_P.");
        yield return Result("antiparallel_resistance", loop.High, "Ω", "Higher resistance, R_AP.");
        yield return Result(
            "coercive_field", Scaled(loop.Coercivity), "T", "Half the width of the loop, at this speed of the field.");
        yield return Result("offset_field", loop.Offset, "T", "Middle of the loop: exchange bias and stray fields.");
        yield return Result("upward_field", loop.Upward, "T", "Switching field while the field goes up.");
        yield return Result("downward_field", loop.Downward, "T", "Switching field while the field goes down.");
        if (loop.LoopCount > 1)
        {
            yield return Result(
                "switching_scatter", loop.Scatter, "T", "Standard deviation of one switching field over the loops.");
        }
    }

    // An error of the gaussmeter's scale stretches the loop, however many there are.
    private Estimate Scaled(Estimate width) =>
        new(width.Value, double.Hypot(width.StandardUncertainty, width.Value * PreparedField.ScaleUncertaintyIn(data)));

    // The points follow each other at their own pace, which the switching fields depend on.
    private ResultValue FieldRate()
    {
        double[] seconds = data.BenchSeconds;
        double travelled = Enumerable.Range(1, fields.Length - 1).Sum(i => Math.Abs(fields[i] - fields[i - 1]));
        return new ResultValue(
            FieldRateName, travelled / (seconds[^1] - seconds[0]), "T/s", null,
            "Mean speed of the field over the loops.");
    }

    private static ResultValue Result(string name, Estimate estimate, string unit, string description) =>
        new(name, estimate.Value, unit, estimate.StandardUncertainty, description);

    private static IEnumerable<string> Doubts(ResistanceLoop loop)
    {
        if (loop.Switches.Max(each => each.Crossings) is var most && most > 1)
        {
            yield return $"The junction switches to and fro, up to {most} times in a branch: both states are short-lived "
                + "there, and the "
                + "switching fields depend on how long each point took.";
        }

        if (loop.LoopCount % 2 != 0)
        {
            yield return $"The sense current is reversed from loop to loop, and {loop.LoopCount} are an odd number: its torque "
                + "stays in the offset. Set loops to an even number.";
        }

        if (loop.LoopCount == 1)
        {
            yield return "One loop does not tell how far the switching fields scatter; their uncertainties are those of the "
                + "steps of the "
                + "field alone. Set loops to 4 or more.";
        }
    }

    private IReadOnlyList<Figure> FiguresOf(ResistanceLoop loop)
    {
        FigureSeries Of(string name, bool isUpward, int group)
        {
            SwitchingField[] way = [.. loop.Switches.Where(each => each.IsUpward == isUpward)];
            return new FigureSeries(
                name, [.. Enumerable.Range(1, way.Length).Select(number => (double)number)],
                [.. way.Select(each => each.Tesla / TeslaPerOersted)], SeriesStyle.Points, group,
                [.. way.Select(each => each.StepTesla / Math.Sqrt(12) / TeslaPerOersted)]);
        }

        var scatter = new Figure(
            "Switching fields of the loops", "loop",
            [new FigurePanel("switching field (Oe)", [Of("up", isUpward: true, 0), Of("down", isUpward: false, 1)])],
            "Bars are the resolution by the steps of the field. Scatter beyond them comes from temperature.");
        return loop.LoopCount > 1 ? [Draw(), scatter] : [Draw()];
    }

    private Figure Draw() => new(
        "Resistance against field", "field (Oe)",
        [
            new FigurePanel(
                "resistance (Ω)",
                [
                    .. Branches().Select(branch => new FigureSeries(
                        branch.IsUpward ? "up" : "down", [.. branch.FieldTesla.Select(field => field / TeslaPerOersted)],
                        [.. branch.Ohms], SeriesStyle.Points, branch.IsUpward ? 0 : 1)),
                ]),
        ]);

    // A branch that was not measured to its end would miss its switch.
    private static IEnumerable<LoopBranch> Whole(IEnumerable<LoopBranch> branches)
    {
        LoopBranch[] all = [.. branches];
        int longest = all.Length == 0 ? 0 : all.Max(branch => branch.Ohms.Count);
        IEnumerable<LoopBranch> whole = all.Where(branch => branch.Ohms.Count == longest);
        return whole.Count() % 2 == 0 ? whole : whole.SkipLast(1); // a loop is a pair
    }

    private IEnumerable<LoopBranch> Branches() => Enumerable.Range(0, data.Count)
        .GroupBy(i => (loops[i], upward[i]))
        .Select(same => new LoopBranch(
            same.Key.Item2 > 0,
            [.. same.Select(i => fields[i])],
            [.. same.Select(i => uncertainties[i])],
            [.. same.Select(i => ohms[i])]));
}
