using Lab.Endurance.Kills;

namespace Lab.Cli.Tests;

/// <summary>The short form of the trial kill-matrix: each way a run can end, over twins of another process.</summary>
public sealed class KillMatrixTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task However_a_run_ends_the_bench_is_safe_and_the_run_can_be_resumed()
    {
        IReadOnlyList<MatrixRow> rows = await KillMatrixTrial.CarryOutAsync(work.Folder, kills: 3, workers: 1, isPatient: false);

        Assert.Empty(rows.SelectMany(row => row.Faults.Select(fault => $"{row.End}: {fault}")));
        Assert.All(rows, row => Assert.Equal(row.Count, row.Held));
        Assert.All(rows, row => Assert.True(row.Count > 0, row.End));
    }
}
