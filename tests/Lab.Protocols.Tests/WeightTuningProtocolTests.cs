using Lab.Protocols.WeightTuning;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

public class WeightTuningProtocolTests
{
    /// <summary>Shift of the shipped bench: 0.98 Oe/mA times 2 MHz/Oe.</summary>
    private const double HertzPerAmpere = 1.96e9;

    private static readonly WeightTuningProtocol Protocol = new();

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public async Task Run_WithDefaults_TunesTheWeightThroughZero(ulong seed)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, seed);

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);
        Assert.True(outcome["smallest_weight"].Value < -10 * outcome["smallest_weight"].Uncertainty);
        Assert.True(outcome["largest_weight"].Value > 10 * outcome["largest_weight"].Uncertainty);
        Assert.True(outcome["lowest_r_squared"].Value > 0.995, $"R² {outcome["lowest_r_squared"].Value}");
        outcome.AssertHolds("frequency_per_current", HertzPerAmpere);
        outcome.AssertHolds("zero_weight_current", HiddenZeroCurrent(outcome));
        Assert.True(double.IsFinite(outcome["weight_slope_per_current"].Value));
        Assert.True(outcome["weight_slope_per_current"].Uncertainty > 0);
    }

    [Fact]
    public async Task Run_ToneMoved_MovesTheZeroWithIt()
    {
        VirtualLab.Outcome at346 = await VirtualLab.RunAsync(Protocol, 4);
        VirtualLab.Outcome at348 = await VirtualLab.RunAsync(Protocol, 4, "tone=348 MHz");

        ResultValue low = at346["zero_weight_current"];
        ResultValue high = at348["zero_weight_current"];

        // 15 kHz: what the magnet may leave of its field between the two runs.
        double uncertainty = (4 * double.Hypot(low.Uncertainty!.Value, high.Uncertainty!.Value)) + (15e3 / HertzPerAmpere);
        Assert.Equal(2e6 / HertzPerAmpere, high.Value - low.Value, uncertainty + (0.02 * 2e6 / HertzPerAmpere));
    }

    [Fact]
    public async Task Run_ToneFarFromTheResonance_WarnsThatTheZeroIsExtrapolated()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 5, "tone=365 MHz");

        Assert.True(outcome.Analysis.Failure is not null || outcome.Analysis.Warnings.Any(warning => warning.Contains("extrapolated", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("currents", "-5..5 mA in 3", "The setting 'currents' has 3 values; the curve of weight against current needs at least 5.")]
    [InlineData("repeats", "0", "The settings 'powers' and 'repeats' give 0 readings a current; a weight needs at least 6.")]
    [InlineData("powers", "2 uW", "The settings 'powers' and 'repeats' give 3 readings a current; a weight needs at least 6.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        var error = Assert.Throws<SettingsException>(() => Protocol.Create(settings));

        Assert.Equal(expected, error.Message);
    }

    /// <summary>Where the slope of V(P) of the hidden junction vanishes, which the last current's junction tells for all.</summary>
    private static double HiddenZeroCurrent(VirtualLab.Outcome outcome)
    {
        var settings = new WeightTuningSettings();
        double last = settings.Currents[^1].Amperes;
        double centre = last + ((settings.Tone.Hertz - outcome.Hidden.ResonanceFrequency.Hertz) / HertzPerAmpere);
        double reach = outcome.Hidden.Linewidth.Hertz / HertzPerAmpere;
        (double low, double high) = (centre - reach, centre + reach);
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Math.Sign(WeightAt(middle)) == Math.Sign(WeightAt(low)) ? (middle, high) : (low, middle);
        }

        return low;

        double WeightAt(double amperes)
        {
            Lab.Models.SpinDiodes.SpinDiode moved = outcome.Hidden with
            {
                ResonanceFrequency = Lab.Quantities.Frequency.FromHertz(outcome.Hidden.ResonanceFrequency.Hertz + (HertzPerAmpere * (amperes - last))),
            };

            // Least squares with an offset, in closed form.
            double[] powers = [.. settings.Powers.Select(power => power.Watts)];
            double[] volts = [.. settings.Powers.Select(power => moved.RectifiedVoltage(settings.Tone, power).Volts)];
            double mean = powers.Average();
            return powers.Zip(volts, (p, v) => (p - mean) * v).Sum() / powers.Sum(p => (p - mean) * (p - mean));
        }
    }
}
