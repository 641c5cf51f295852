using Lab.Calibration.Loops;
using Lab.Models.Randomness;

namespace Lab.Calibration.Tests.Loops;

public class ResistanceLoopTests
{
    [Fact]
    public void Find_SquareLoops_TellsLevelsCoercivityAndOffset()
    {
        ResistanceLoop loop = ResistanceLoop.Find(Loops(seed: 1, count: 4), out string? failure)!;

        Assert.Null(failure);
        Assert.True(loop.FallsWithField);
        Assert.Equal(1000, loop.Low.Value, 0.5);
        Assert.Equal(1800, loop.High.Value, 0.5);
        Assert.Equal(0.8, loop.TunnelMagnetoresistance.Value, 1e-3);
        Assert.Equal(0.008, loop.Coercivity.Value, 3 * loop.Coercivity.StandardUncertainty);
        Assert.Equal(0.002, loop.Offset.Value, 3 * loop.Offset.StandardUncertainty);
    }

    // Hidden switching fields scatter by 0.8 mT, the field is off by its own uncertainty of 0.1 mT.
    [Fact]
    public void Find_TwoHundredDevices_CoversTheOffsetAsStated()
    {
        int within = 0;
        for (ulong seed = 1; seed <= 200; seed++)
        {
            ResistanceLoop loop = ResistanceLoop.Find(Loops(seed, count: 4), out _)!;
            within += Math.Abs(loop.Offset.Value - 0.002) <= loop.Offset.StandardUncertainty ? 1 : 0;
        }

        // 68 % of 200 with a standard deviation of 6.6.
        Assert.InRange(within, 136 - 20, 136 + 20);
    }

    [Theory]
    [InlineData(3, 0.474)]
    [InlineData(4, 0.398)]
    [InlineData(10, 0.240)]
    public void Scatter_OfAnExtremeValueLaw_IsKnownLessWellThanOfANormalOne(int count, double relative)
    {
        ResistanceLoop loop = ResistanceLoop.Find(Loops(seed: 5, count), out _)!;

        // √((2.4/n + 2/(n − 1))/2)/2, where 1/√(4(n − 1)) would be that of normal numbers.
        Assert.Equal(relative, loop.Scatter.StandardUncertainty / loop.Scatter.Value, 1e-3);
        Assert.True(loop.Scatter.StandardUncertainty > loop.ScatterTesla / Math.Sqrt(4 * (count - 1)));
    }

    [Fact]
    public void Find_OneLoop_HasTheUncertaintyOfTheStep()
    {
        ResistanceLoop loop = ResistanceLoop.Find(Loops(seed: 3, count: 1), out _)!;

        Assert.True(double.IsNaN(loop.ScatterTesla));
        Assert.Equal(0.0005 / Math.Sqrt(12), loop.ResolutionTesla, 1e-9);
        Assert.True(loop.Offset.StandardUncertainty >= loop.ResolutionTesla / Math.Sqrt(2));
    }

    [Fact]
    public void Find_ResistanceThatFollowsTheField_IsNoLoop()
    {
        LoopBranch[] branches = [.. Loops(seed: 1, count: 1).Select(
            branch => branch with { Ohms = [.. branch.FieldTesla.Select(field => 1400 - (1e4 * field))] })];

        Assert.Null(ResistanceLoop.Find(branches, out string? failure));
        Assert.StartsWith("The resistance follows the field: ", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_ResistanceThatStays_IsNoLoop()
    {
        var noise = new RandomStream(5);
        LoopBranch[] branches = [.. Loops(seed: 1, count: 1).Select(
            branch => branch with { Ohms = [.. branch.FieldTesla.Select(_ => 1000 + noise.NextGaussian())] })];

        Assert.Null(ResistanceLoop.Find(branches, out string? failure));
        Assert.StartsWith("The resistance is the same at both ends of the fields", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_BranchThatDoesNotSwitch_SaysWhich()
    {
        LoopBranch[] branches = [.. Loops(seed: 1, count: 2)];
        branches[1] = branches[1] with
        {
            Ohms = [.. branches[1].Ohms.Select((ohms, i) => i == branches[1].Ohms.Count - 1 ? ohms : branches[1].Ohms[0])]
        };
        branches[1] = branches[1] with { Ohms = [.. branches[1].Ohms.Select(_ => branches[1].Ohms[0])] };

        Assert.Null(ResistanceLoop.Find(branches, out string? failure));
        Assert.StartsWith("The resistance switches in 1 of 2 branches whose field goes up.", failure, StringComparison.Ordinal);
    }

    private static List<LoopBranch> Loops(ulong seed, int count)
    {
        var random = new RandomStream(seed);
        double zero = 1e-4 * random.NextGaussian();
        List<LoopBranch> branches = [];
        for (int i = 0; i < 2 * count; i++)
        {
            bool isUpward = i % 2 == 1;
            double switches = 0.002 + (isUpward ? 0.008 : -0.008) + (8e-4 * random.NextGaussian());
            double[] fields = [.. Enumerable.Range(0, 101).Select(k => -0.025 + (5e-4 * (isUpward ? k : 100 - k)))];
            branches.Add(new LoopBranch(
                isUpward,
                [.. fields.Select(field => field + zero)],
                [.. fields.Select(_ => 1e-4)],
                [.. fields.Select(field => (field > switches ? 1000 : 1800)
                    + random.NextGaussian())]));
        }

        return branches;
    }
}
