using Lab.Studies.Chains;

namespace Lab.Studies.Tests.Chains;

public sealed class ChainStudyProtocolTests
{
    // An independent computation of the five variants in numpy: RMS in µV, correlation in per cent.
    private static readonly (double Rms, double Correlation)[] Reference =
    [
        (0.41, 99.99),
        (0.80, 99.98),
        (2.74, 99.64),
        (26.25, 99.69),
        (1399.1, 86.41)
    ];

    [Fact]
    public async Task Run_FiveVariants_AreTheReferencesToTwoDigits()
    {
        StudyLab.Outcome study = await StudyLab.RunAsync(new ChainStudyProtocol(), seed: 1, "phases=2");
        for (int i = 0; i < Reference.Length; i++)
        {
            Assert.Equal(1, study[$"deviation_{i + 1}"].Value * 1e6 / Reference[i].Rms, 0.01);
            Assert.Equal(Reference[i].Correlation, 100 * study[$"correlation_{i + 1}"].Value, 0.006);
        }

        Assert.Equal(6561, study.Data.Arrays("voltage")[0].Length);
        Assert.InRange(study["motion_correlation"].Value, 0.999, 1); // the thesis has 99.94 %
    }
}
