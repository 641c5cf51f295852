using Lab.Models.Reservoirs;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.Reservoirs;

/// <summary>A mask with an input a point, at each phase of the loop.</summary>
/// <param name="settings">The settings.</param>
/// <param name="plan">Masks and inputs.</param>
/// <param name="reservoirs">The reservoir at each phase of the loop.</param>
internal sealed class ReservoirStudy(
    ReservoirStudySettings settings, ReservoirPlan plan, IReadOnlyList<LoopReservoir> reservoirs) : IStudy
{
    /// <summary>The memory capacity that a loop at a good phase has at least.</summary>
    private const double LittleMemory = 2;

    private static readonly Column PhaseColumn = new("loop_phase", "rad", "Phase of the loop.") { IsAxis = true };

    public IReadOnlyList<Column> Columns => [PhaseColumn, .. ReservoirRecord.Columns];

    public int ItemCount => reservoirs.Count * plan.Count;

    public int Threads => settings.Threads;

    public string Describe(int item, int point) =>
        $"loop at {settings.LoopPhase[item / plan.Count].Degrees:0.#}°, {plan.Describe(item % plan.Count)}";

    public IReadOnlyList<ReadData> LookAtData() => plan.Data;

    public IStudyWork Begin(StudyContext context) => new Work(plan, reservoirs, context.Seed);

    public Analysis Analyse(IRunData data)
    {
        double[] phases = data.Numbers(PhaseColumn.Name);
        (double Phase, Analysis Analysis)[] each =
        [
            .. phases.Distinct().Select(phase => (phase, ReservoirAnalysis.Of(
                settings, plan,
                Enumerable.Range(0, data.Count).Where(index => phases[index] == phase)
                    .Select(index => ReservoirRecord.Read(data, index))))),
        ];
        (double chosen, Analysis best) = each.MaxBy(one => ReservoirAnalysis.RankOf(one.Analysis));
        ResultValue first = best.Results[0];
        return best with
        {
            Results =
            [
                .. best.Results,
                .. each.Length > 1
                    ? (ResultValue[])[
                        new(
                            "loop_phase", chosen, "rad", Uncertainty: null,
                            $"Phase of the loop, of {each.Length} the one with the best {first.Name}, by which the other results "
                                + "are too."),
                    ]
                    : [],
            ],
            Figures = [.. each.Length > 1 ? (Figure[])[DrawPhases(each)] : [], .. best.Figures],
            Warnings =
            [
                .. best.Warnings,
                .. settings.LoopRate.Hertz > 0 && first is { Name: "memory_capacity", Value: < LittleMemory }
                    ? (string[])[
                        "The loop adds hardly any memory at this phase, which a tenth of a nanosecond of cable changes by 8°. "
                            + "Search it: --loop-phase '0..350 deg step 10 deg' --masks 1 --task memory.",
                    ]
                    : [],
            ],
        };
    }

    private static Figure DrawPhases((double Phase, Analysis Analysis)[] each) => new(
        "Search of the loop's phase",
        "phase of the loop (°)",
        [
            new FigurePanel(
                each[0].Analysis.Results[0].Name.Replace('_', ' '),
                [
                    new FigureSeries(
                        "mean over masks", [.. each.Select(one => double.RadiansToDegrees(one.Phase))],
                        [.. each.Select(one => one.Analysis.Results[0].Value)], SeriesStyle.Points, 0,
                        [.. each.Select(one => one.Analysis.Results[0].Uncertainty ?? 0)]),
                ]),
        ]);

    private sealed class Work(ReservoirPlan plan, IReadOnlyList<LoopReservoir> reservoirs, ulong seed) : IStudyWork
    {
        public ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            (int maskIndex, ReservoirInputKind kind) = plan.At(item.Index % plan.Count);
            LoopReservoir reservoir = reservoirs[item.Index / plan.Count];
            Mask mask = plan.DrawMask(maskIndex, seed);
            ReservoirTask task = plan.DrawTask(kind, maskIndex, seed);

            // Each mask and input has noise of its own, the same at every phase of the loop.
            ulong noise = (seed * 1_000_003) + (ulong)(item.Index % plan.Count);
            double[] states = reservoir.Measure(task.Input, mask, noise, cancellationToken);
            ReservoirSize.RequireNumbers(states, "'linewidth', 'damping_rate', 'locking_range', 'loop_rate' or 'nonlinearity'");
            item.Add(row =>
            {
                row.Set(PhaseColumn, reservoir.LoopPhase);
                new ReservoirRecord(kind, maskIndex, mask, task, states).Fill(row, plan.Trial);
            });
            return ValueTask.CompletedTask;
        }
    }
}
