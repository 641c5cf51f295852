using Lab.Models.Reservoirs;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.Reservoirs;

/// <summary>A centre frequency with a mask a point.</summary>
/// <param name="settings">The settings.</param>
/// <param name="reservoir">The reservoir.</param>
internal sealed class WaveStudy(WaveStudySettings settings, DrivenReservoir reservoir) : IStudy
{
    private readonly WavePlan plan = new(settings);

    public IReadOnlyList<Column> Columns => WaveRecord.Columns;

    public int ItemCount => plan.Count;

    public int Threads => settings.Threads;

    public string Describe(int item, int point) => plan.Describe(item);

    public IStudyWork Begin(StudyContext context) => new Work(plan, reservoir, context.Seed);

    public Analysis Analyse(IRunData data) => WaveAnalysis.Of(settings, data, "the states");

    private sealed class Work(WavePlan plan, DrivenReservoir reservoir, ulong seed) : IStudyWork
    {
        public ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            (int maskIndex, Quantities.Frequency centre, bool needsMemory) = plan.At(item.Index);
            (WaveSequence sequence, Mask mask) = plan.Draw(maskIndex, needsMemory, seed);
            double[][] states = reservoir.Measure(
                sequence, mask, [centre], (seed * 1_000_003) + (ulong)item.Index, item.Threads, cancellationToken)[0];
            Array.ForEach(states, feature => ReservoirSize.RequireNumbers(
                feature, "'linewidth', 'damping_rate', 'locking_range' or 'nonlinearity'"));
            item.Add(new WaveRecord(maskIndex, centre.Hertz, needsMemory, sequence, mask, states).Fill);
            return ValueTask.CompletedTask;
        }
    }
}
