using Lab.Endurance.Kills;

namespace Lab.Cli.Tests;

/// <summary>The short forms of the trials 'kill-matrix' and 'array-kills'.</summary>
public sealed class KillMatrixTests : IDisposable
{
    /// <summary>A busy machine may take long; the trial measures the two seconds of a quiet one.</summary>
    private const double Patience = 120;

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task However_a_run_on_rough_twins_ends_the_bench_is_safe_and_no_point_is_lost()
    {
        const int kills = 3;
        IReadOnlyList<MatrixRow> rows = await KillMatrixTrial.CarryOutAsync(
            work.Folder, kills, workers: 2, Patience, isPatient: false, isRough: true);

        Assert.All(rows, row => Assert.True(row.Faults.Count == 0, $"{row.End}: {string.Join(Environment.NewLine, row.Faults)}"));
        Assert.Equal([kills, 1, 1, 1, 1, 1, 1, 1, 1, 1], rows.Select(row => row.Count));
        Assert.Equal(rows.Select(row => row.Count), rows.Select(row => row.Held));
    }

    [Fact]
    public async Task A_killed_process_loses_no_acknowledged_array()
    {
        (int kills, _, IReadOnlyList<string> faults) = await ArrayKillTrial.CarryOutAsync(work.Folder, kills: 5, seed: 1);

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Assert.InRange(kills, 5, int.MaxValue);
    }
}
