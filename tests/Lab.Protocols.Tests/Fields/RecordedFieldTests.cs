using Lab.Calibration.Twins;
using Lab.Protocols.FieldLines;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.Twins;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.Fields;

/// <summary>The field that is there is in the record, and in the uncertainty of what depends on it.</summary>
public class RecordedFieldTests
{
    private const double HertzPerOersted = 30e3;

    /// <summary>0.98 Oe/mA times 2 MHz/Oe.</summary>
    private const double HertzPerAmpere = 1.96e9;

    [Theory]
    [InlineData("spin-diode", "6250 Oe")]
    [InlineData("weight-tuning", "6250 Oe")]
    [InlineData("mac", "3500 Oe")]
    public async Task Run_InAField_RecordsItInEveryPoint(string protocol, string wanted)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            ProtocolCatalog.Shipped.All.Single(each => each.Name == protocol), 1);

        double there = Assert.Single(outcome.Data.Numbers("field").Distinct());
        double uncertainty = Assert.Single(outcome.Data.Numbers("field_uncertainty").Distinct());
        Assert.Equal(Quantity.Parse<MagneticField>(wanted).Tesla, there, 0.5e-4); // the magnet's tolerance
        Assert.InRange(uncertainty, 1e-8, 2e-4);
        Assert.Equal(there, outcome["field"].Value);
        Assert.Equal(uncertainty, outcome["field"].Uncertainty!.Value, 1e-9 * uncertainty);
        Assert.EndsWith($" the wanted {wanted}.", outcome["field"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Resumed_RecordsTheFieldOfItsParts()
    {
        var protocol = new SpinDiodeProtocol();
        string[] settings = ["powers=2 uW", "frequencies=330..362 MHz step 2 MHz"];
        VirtualLab.Outcome whole = await VirtualLab.RunAsync(protocol, 2, settings);

        VirtualLab.Outcome rest = await VirtualLab.ResumeAsync(protocol, bench => bench, whole.Data, points: 5, 3, settings);

        // Another seed: the second part settled anew.
        Assert.Equal(whole.Data.Count - 5, rest.Data.Count);
        double there = Assert.Single(rest.Data.Numbers("field").Distinct());
        Assert.NotEqual(whole.Data.Numbers("field")[0], there);
        Assert.Equal(0.625, there, 0.5e-4);
    }

    [Fact]
    public async Task Run_WithoutAField_RecordsNone()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            new SpinDiodeProtocol(), 6, "field=none", "frequencies=140..180 MHz step 0.5 MHz");

        Assert.DoesNotContain(outcome.Data.Columns, column => column.Unit == "T");
        Assert.DoesNotContain(outcome.Analysis.Results, result => result.Name == "field");
    }

    [Fact]
    public async Task Run_FieldLine_RecordsTheUncertaintyOfEachField()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(new FieldLineCalibrationProtocol(), 1);

        Assert.True(outcome.Data.Numbers("field").Distinct().Count() > 10);
        Assert.All(outcome.Data.Numbers("field_uncertainty"), uncertainty => Assert.InRange(uncertainty, 1e-8, 2e-4));
    }

    [Fact]
    public async Task Analyse_FieldKnownToHalfAnOersted_StatesFifteenKilohertzBesideTheFit()
    {
        IRunData data = (await VirtualLab.RunAsync(new SpinDiodeProtocol(), 1)).Data;
        var known = new DataInAnotherField(data, _ => 6250, 0.5);
        Analysis fit = Analyse(new SpinDiodeProtocol(), known, "field_slope=none");
        double own = Of(fit, "resonance_frequency").Uncertainty!.Value;
        Assert.InRange(own, 2e3, 6e3);
        Assert.Contains(
            "With field_slope=none the uncertainties leave the field out: what depends on the resonance holds at 6250.00 ± 0.50 "
                + "Oe only.",
            fit.Warnings);

        Analysis analysis = Analyse(new SpinDiodeProtocol(), known);

        ResultValue resonance = Of(analysis, "resonance_frequency");
        Assert.Empty(analysis.Warnings);
        Assert.Equal(double.Hypot(own, 0.5 * HertzPerOersted), resonance.Uncertainty!.Value, 1e-6 * own);
        Assert.Equal(Of(fit, "resonance_frequency").Value, resonance.Value);

        // Linewidth and shape do not move with the place of the line.
        Assert.Equal(Of(fit, "linewidth"), Of(analysis, "linewidth"));
        Assert.Equal(Of(fit, "symmetry_ratio"), Of(analysis, "symmetry_ratio"));
    }

    [Fact]
    public async Task Analyse_FieldMissed_SaysByHowMuch()
    {
        IRunData data = (await VirtualLab.RunAsync(new SpinDiodeProtocol(), 1)).Data;
        double own = Of(Analyse(new SpinDiodeProtocol(), data, "field_slope=none"), "resonance_frequency").Uncertainty!.Value;

        Analysis analysis = Analyse(
            new SpinDiodeProtocol(), new DataInAnotherField(data, _ => 6249.7, 0.4), "field_slope=60 kHz/Oe");

        // 0.3 Oe missed and 0.4 Oe not known are 0.5 Oe.
        Assert.Equal(double.Hypot(own, 30e3), Of(analysis, "resonance_frequency").Uncertainty!.Value, 1e-3);
        Assert.Equal("Field that was there, 0.30 Oe below the wanted 6250 Oe.", Of(analysis, "field").Description);
        Assert.Equal(0.4e-4, Of(analysis, "field").Uncertainty!.Value, 1e-12);
    }

    [Fact]
    public async Task Analyse_RecordOfAnEarlierVersion_SaysThatTheFieldIsLeftOut()
    {
        IRunData data = (await VirtualLab.RunAsync(new SpinDiodeProtocol(), 1)).Data;
        double own = Of(Analyse(new SpinDiodeProtocol(), data, "field_slope=none"), "resonance_frequency").Uncertainty!.Value;

        Analysis analysis = Analyse(new SpinDiodeProtocol(), new DataOfAnEarlierVersion(data));

        Assert.Equal(own, Of(analysis, "resonance_frequency").Uncertainty!.Value);
        Assert.Contains(
            "The record does not tell the field that was there: the uncertainties leave the field out.", analysis.Warnings);
    }

    [Fact]
    public async Task Analyse_WeightTuning_MovesTheZeroWithTheFieldAndNotTheSlope()
    {
        IRunData data = (await VirtualLab.RunAsync(new WeightTuningProtocol(), 1)).Data;
        var known = new DataInAnotherField(data, _ => 6250, 0.5);
        Analysis fit = Analyse(new WeightTuningProtocol(), known, "field_slope=none");

        Analysis analysis = Analyse(new WeightTuningProtocol(), known);

        // 15 kHz are 7.65 uA of 1.96 MHz/mA; the found slope is known to a tenth of a percent.
        double own = Of(fit, "zero_weight_current").Uncertainty!.Value;
        double field = Math.Sqrt(Math.Pow(Of(analysis, "zero_weight_current").Uncertainty!.Value, 2) - (own * own));
        Assert.Equal(15e3 / HertzPerAmpere, field, 0.005 * 15e3 / HertzPerAmpere);
        Assert.Equal(Of(fit, "frequency_per_current"), Of(analysis, "frequency_per_current"));
        Assert.Equal(Of(fit, "weight_slope_per_current"), Of(analysis, "weight_slope_per_current"));

        // A weight moves by no more than the steepest slope of the curve times the shift: 1450 V/W/A times 7.65 uA, and a half
        // more.
        foreach (string weight in (string[])["smallest_weight", "largest_weight"])
        {
            double widened = Math.Sqrt(
                Math.Pow(Of(analysis, weight).Uncertainty!.Value, 2) - Math.Pow(Of(fit, weight).Uncertainty!.Value, 2));
            Assert.InRange(widened, 0, 1.5 * 1450 * 7.65e-6);
        }
    }

    [Fact]
    public async Task Analyse_PartsInTwoFields_WidensTheShiftPerCurrent()
    {
        IRunData data = (await VirtualLab.RunAsync(new WeightTuningProtocol(), 1)).Data;
        double[] currents = data.Numbers("line_current");
        double own = Of(
            Analyse(new WeightTuningProtocol(), new DataInAnotherField(data, _ => 6250, 0.1)),
            "frequency_per_current").Uncertainty!.Value;

        // Resumed at no current, 1 Oe lower: the resonances of both halves are as uncertain as 15 kHz, in place of their 8 kHz or
        // so.
        Analysis analysis = Analyse(
            new WeightTuningProtocol(), new DataInAnotherField(data, i => currents[i] < 0 ? 6250.5 : 6249.5, 0.1));

        Assert.True(Of(analysis, "frequency_per_current").Uncertainty > 1.5 * own);
    }

    [Fact]
    public async Task Fit_OfATwin_ContainsTheField()
    {
        IRunData data = (await VirtualLab.RunAsync(new SpinDiodeProtocol(), 1)).Data;
        MeasuredSpectrum spectrum = Assert.Single(
            RecordedSpectra.Of("run", new SpinDiodeSettings(), new DataInAnotherField(data, _ => 6250, 0.5)));
        Assert.Equal(15e3, spectrum.FieldHertz, 1e-6);

        IReadOnlyList<FittedParameter> parameters = TwinFit.Fit(
            [spectrum], 6e7, new Lab.Calibration.Estimate(0.098, 0), "the bench file", 2e8, 2e8);

        Assert.Equal(
            double.Hypot(spectrum.Fit.ResonanceFrequency.StandardUncertainty, 15e3),
            parameters.Single(parameter => parameter.Key == "resonance_frequency").Value.StandardUncertainty,
            1e-6);
    }

    private static Analysis Analyse(
        IProtocol protocol, IRunData data, params string[] settings) => protocol.Create(SettingsBinder.Bind(
        protocol.SettingsType,
        settings.ToDictionary(
            setting => setting[..setting.IndexOf('=', StringComparison.Ordinal)],
            setting => setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..])))
        .Analyse(data);

    private static ResultValue Of(Analysis analysis, string name) => analysis.Results.Single(result => result.Name == name);
}
