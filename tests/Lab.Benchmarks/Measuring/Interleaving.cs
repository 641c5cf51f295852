namespace Lab.Benchmarks.Measuring;

/// <summary>
/// Measures several things in turn, round after round, so that what disturbs the machine for seconds disturbs all of them alike.
/// </summary>
internal sealed class Interleaving(int rounds)
{
    private readonly List<(Samples Samples, int Pieces, Func<int, Task<TimeSpan>> Measure)> subjects = [];

    /// <summary>Adds a thing to measure.</summary>
    /// <param name="name">Its name in the table.</param>
    /// <param name="pieces">How many pieces of work are done in a round.</param>
    /// <param name="measure">Does so many and returns the time.</param>
    public Samples Add(string name, int pieces, Func<int, Task<TimeSpan>> measure)
    {
        var samples = new Samples(name);
        subjects.Add((samples, pieces, measure));
        return samples;
    }

    /// <summary>Runs all rounds, after a round that warms up and does not count.</summary>
    public async Task RunAsync()
    {
        for (int round = 0; round <= rounds; round++)
        {
            foreach ((Samples samples, int pieces, Func<int, Task<TimeSpan>> measure) in subjects)
            {
                TimeSpan time = await measure(pieces);
                if (round > 0)
                {
                    samples.Add(time, pieces);
                }
            }
        }
    }
}
