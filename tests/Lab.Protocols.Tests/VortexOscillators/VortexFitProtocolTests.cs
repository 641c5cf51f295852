using System.Globalization;
using Lab.Models.VortexOscillators;
using Lab.Protocols.VortexOscillators;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.VortexOscillators;

public sealed class VortexFitProtocolTests : IDisposable
{
    private static readonly VortexFitProtocol Protocol = new();

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public async Task Run_Trial_RecoversTheBuiltInDevice()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, seed: 1);
        var disk = new VortexDisk();
        outcome.AssertHolds("exponent", 2);
        outcome.AssertHolds("first_critical", disk.FirstCritical.AmperesPerSquareMetre);
        Assert.Empty(outcome.Analysis.Warnings);
        Assert.Equal(8, outcome.Data.Count);
        Assert.Equal(
            ["Coefficients against current", "Transients and their fit"], outcome.Analysis.Figures.Select(each => each.Title));
        double[] growth = outcome.Data.Numbers("alpha");
        double[] errors = outcome.Data.Numbers("alpha_uncertainty");
        Assert.All(outcome.Data.Numbers("current_density").Index(), each => Assert.InRange(
            Math.Abs(growth[each.Index] - disk.At(Quantities.CurrentDensity.FromAmperesPerSquareMetre(each.Item)).GrowthPerSecond)
                / errors[each.Index],
            0,
            4));
    }

    [Fact]
    public async Task Run_FileInOtherUnits_IsFitted()
    {
        // MA/cm2 and ns, two transients a current, one below the other: t falls back where the next one begins.
        var text = new List<string> { "t (ns),J (MA/cm2),s" };
        foreach (double ratio in (double[])[0.9, 1.2, 1.4])
        {
            var disk = new VortexDisk();
            foreach (double start in (double[])[0.05, 0.6])
            {
                for (int i = 0; i < 60; i++)
                {
                    double s = disk.At(disk.FirstCritical * ratio).Advance(start, i * 5e-9)
                        + (1e-4 * Math.Sin(i * i * 1.7));
                    text.Add(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{i * 5},{disk.FirstCritical.AmperesPerSquareMetre * ratio / 1e10},{s}"));
                }
            }
        }

        await File.WriteAllLinesAsync(file, text);
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, seed: 1, $"data={file}");
        Assert.Equal(2, outcome["exponent"].Value, 0.01);
        Assert.Equal(1, outcome["first_critical"].Value / new VortexDisk().FirstCritical.AmperesPerSquareMetre, 1e-3);
        Assert.Equal(120, outcome.Data.Arrays("times")[0].Length);
    }

    [Theory]
    [InlineData("t,J\n1,2\n2,3\n", "it has no column 's'; it has 't', 'J'.")]
    [InlineData("t (V),J,s\n1,2,3\n2,2,3\n", "the unit of 't' is 'V', which is none of s.")]
    public void Create_AFileThatIsNone_SaysWhatIsExpected(string text, string message)
    {
        File.WriteAllText(file, text);
        SettingsException error = Assert.Throws<SettingsException>(
            () => Protocol.Create(new VortexFitSettings { Data = file }));
        Assert.Equal(
            $"The setting 'data': {file} cannot be read: {message} Its first line names the columns: J (A/m²),t (s),s.",
            error.Message);
    }
}
