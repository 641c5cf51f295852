using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Runs.Tests.Settings;

public class SettingsBinderTests
{
    [Fact]
    public void Describe_TellsKeyKindDefaultAndMeaning()
    {
        IReadOnlyList<SettingDescription> settings = SettingsBinder.Describe(typeof(Example));

        Assert.Equal(["tone_frequency", "powers", "field", "repeats", "cycles", "is_fast"], settings.Select(s => s.Name));
        Assert.Equal(
            ["346 MHz", "2..6 µW step 2 µW", "none", "3", "0.5", "on"],
            settings.Select(s => s.Default.Replace("uW", "µW", StringComparison.Ordinal)));
        Assert.Equal("a frequency such as 346 MHz", settings[0].Expected);
        Assert.Equal("a sweep of power such as 2 uW", settings[1].Expected);
        Assert.EndsWith(", or none", settings[2].Expected, StringComparison.Ordinal);
        Assert.Equal("a whole number", settings[3].Expected);
        Assert.Equal("a number", settings[4].Expected);
        Assert.Equal("on or off", settings[5].Expected);
        Assert.Equal("The tone.", settings[0].Description);
    }

    [Fact]
    public void Bind_EveryKind_IsRead()
    {
        var bound = (Example)SettingsBinder.Bind(typeof(Example), new Dictionary<string, string>
        {
            ["tone_frequency"] = " 1 GHz ",
            ["powers"] = "1, 2, 5 uW",
            ["field"] = "100 Oe",
            ["repeats"] = "-7",
            ["cycles"] = "1e-3",
            ["is_fast"] = "off",
        });

        Assert.Equal(Frequency.FromGigahertz(1), bound.ToneFrequency);
        Assert.Equal([1e-6, 2e-6, 5e-6], bound.Powers.Select(p => Math.Round(p.Watts, 12)));
        Assert.Equal(MagneticField.FromOersted(100), bound.Field);
        Assert.Equal(-7, bound.Repeats);
        Assert.Equal(1e-3, bound.Cycles);
        Assert.False(bound.IsFast);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    public void Bind_None_LeavesAnOptionalSettingOut(string text) =>
        Assert.Null(((Example)SettingsBinder.Bind(typeof(Example), new Dictionary<string, string> { ["field"] = text })).Field);

    [Theory]
    [InlineData(
        "tone", "1 MHz",
        "There is no setting 'tone'; the settings are tone_frequency, powers, field, repeats, cycles, is_fast. Did you mean "
            + "tone_frequency?")]
    [InlineData("field", " ", "The setting 'field' is empty; write none to leave it out.")]
    [InlineData("repeats", "", "The setting 'repeats' is empty; leave it out for its default, 3.")]
    [InlineData(
        "ToneFrequency", "1 MHz",
        "There is no setting 'ToneFrequency'; the settings are tone_frequency, powers, field, repeats, cycles, is_fast. Did you "
            + "mean tone_frequency?")]
    [InlineData(
        "hidden", "1", "There is no setting 'hidden'; the settings are tone_frequency, powers, field, repeats, cycles, is_fast.")]
    [InlineData("repeats", "3.5", "The setting 'repeats': '3.5' is not a whole number.")]
    [InlineData("repeats", "99999999999", "The setting 'repeats': '99999999999' is not a whole number of at most ten digits.")]
    [InlineData("repeats", "none", "The setting 'repeats': 'none' is not a whole number.")]
    [InlineData("cycles", "NaN", "The setting 'cycles': 'NaN' is not a number.")]
    [InlineData("cycles", "Infinity", "The setting 'cycles': 'Infinity' is not a number.")]
    [InlineData("cycles", "1e999", "The setting 'cycles': '1e999' is not a number.")]
    [InlineData("cycles", "1,5", "The setting 'cycles': '1,5' has a comma in its number; write 1.5.")]
    [InlineData("is_fast", "maybe", "The setting 'is_fast': 'maybe' is neither on nor off.")]
    [InlineData(
        "tone_frequency", "346",
        "The setting 'tone_frequency': '346' has no unit; a frequency is written in Hz (prefixes f to T), for example "
            + "'346 MHz'.")]
    [InlineData(
        "tone_frequency", "346 mT",
        "The setting 'tone_frequency': 346 mT is a magnetic field; a frequency is expected here, in Hz (prefixes f to T), for "
            + "example '346 MHz'.")]
    [InlineData(
        "tone_frequency", "NaN MHz",
        "The setting 'tone_frequency': 'NaN MHz' is not a frequency; write a number and a unit, for example '346 MHz'.")]
    public void Bind_Mistake_SaysWhichAndWhatIsAllowed(string key, string text, string expected)
    {
        var error = Assert.Throws<SettingsException>(() => SettingsBinder.Bind(
            typeof(Example), new Dictionary<string, string> { [key] = text }));

        Assert.Equal(expected, error.Message);
    }

    [Theory]
    [InlineData("2..12 uW step 0 uW")]
    [InlineData("NaN uW")]
    [InlineData("1..2 MHz in 5")]
    [InlineData("1 uW, NaN uW")]
    [InlineData("")]
    public void Bind_BadSweep_NamesTheSetting(string text)
    {
        var error = Assert.Throws<SettingsException>(() => SettingsBinder.Bind(
            typeof(Example), new Dictionary<string, string> { ["powers"] = text }));

        Assert.StartsWith("The setting 'powers'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_WrittenAsPeopleDo_IsRead()
    {
        var bound = (Example)SettingsBinder.Bind(typeof(Example), new Dictionary<string, string>
        {
            ["repeats"] = "2.0",
            ["cycles"] = "5 %",
            ["is_fast"] = "Off",
        });

        Assert.Equal(2, bound.Repeats);
        Assert.Equal(0.05, bound.Cycles);
        Assert.False(bound.IsFast);
    }

    [Fact]
    public void Bind_TooManyCombinations_IsSaidAtOnce()
    {
        var error = Assert.Throws<SettingsException>(() => SettingsBinder.Bind(
            typeof(TwoSweeps),
            new Dictionary<string, string> { ["frequencies"] = "300..400 MHz in 1000000", ["powers"] = "1..10 uW in 1000" }));

        Assert.Equal(
            "1000000 frequencies times 1000 powers are 1000000000 combinations; a run has at most 1000000. Take fewer values.",
            error.Message);
    }

    [Fact]
    public void Remarks_StepThatDoesNotDivide_IsTold()
    {
        object settings = SettingsBinder.Bind(
            typeof(TwoSweeps), new Dictionary<string, string> { ["powers"] = "2..12 uW step 3 uW" });

        Assert.Equal(
            ["The setting 'powers': '2..12 uW step 3 uW' ends at 11 uW, for its step does not divide it."],
            SettingsBinder.Remarks(typeof(TwoSweeps), settings));
    }

    [Fact]
    public void Write_ThenBind_IsTheSameToTheLastDigitThatMatters()
    {
        var settings = new Example
        {
            ToneFrequency = Frequency.FromHertz(345678901.2345),
            Field = MagneticField.FromTesla(1 / 3.0),
            Cycles = 0.1 + 0.2,
            IsFast = false
        };

        var again = (Example)SettingsBinder.Bind(typeof(Example), SettingsBinder.Write(typeof(Example), settings));

        Assert.Equal(settings.ToneFrequency.Hertz, again.ToneFrequency.Hertz, 1e-6);
        Assert.Equal(settings.Field!.Value.Tesla, again.Field!.Value.Tesla, 1e-15);
        Assert.Equal(settings.Cycles, again.Cycles);
        Assert.Equal(settings.Powers, again.Powers);
        Assert.False(again.IsFast);
    }

    public sealed record TwoSweeps
    {
        [Setting("Frequencies.")]
        public Sweep<Frequency> Frequencies { get; init; } = Sweep<Frequency>.Parse("1 MHz");

        [Setting("Powers.")]
        public Sweep<Power> Powers { get; init; } = Sweep<Power>.Parse("1 uW");
    }

    public sealed record Example
    {
        [Setting("The tone.")]
        public Frequency ToneFrequency { get; init; } = Frequency.FromMegahertz(346);

        [Setting("Powers.")]
        public Sweep<Power> Powers { get; init; } = Sweep<Power>.Parse("2..6 uW step 2 uW");

        [Setting("The field.")]
        public MagneticField? Field { get; init; }

        [Setting("How often.")]
        public int Repeats { get; init; } = 3;

        [Setting("How long.")]
        public double Cycles { get; init; } = 0.5;

        [Setting("Whether fast.")]
        public bool IsFast { get; init; } = true;

        public int Hidden { get; init; }
    }
}
