using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;

namespace Lab.Protocols.Tests.Nanowires;

public sealed class PassProbabilityRecordTests
{
    [Fact]
    public void ReadErrors_WithCorrelations_HasThem()
    {
        double[] factor = [1e-5, 0, 0, 2, 20, 0, 1e-4, 2e-4, 1e-3];
        PassProbabilityErrors errors = PassProbabilityRecord.ReadErrors(Record(("independent_errors", factor)));
        Assert.Equal(KnownErrors.Correlations, errors.Known);
        Assert.Equal(factor, errors.Factor);
    }

    [Fact]
    public void ReadErrors_OfAnEarlierVersion_AreIndependent()
    {
        PassProbabilityErrors errors = PassProbabilityRecord.ReadErrors(Record());
        Assert.Equal(KnownErrors.Uncertainties, errors.Known);
        Assert.Equal([1e-5, 0, 0, 0, 20, 0, 0, 0, 1e-3], errors.Factor);
    }

    [Fact]
    public void ReadErrors_WithoutAnUncertainty_SaysSo()
    {
        PassProbabilityErrors errors = PassProbabilityRecord.ReadErrors(Record() with { Uncertainty = null });
        Assert.Equal(KnownErrors.NotAll, errors.Known);
        Assert.Equal([0, 0, 0, 0, 20, 0, 0, 0, 1e-3], errors.Factor);
    }

    [Theory]
    [InlineData(
        "independent_errors", new[] { 1e-5, 2, 1e-3 },
        "has 'independent_errors' of 3 values; 9 finite ones are needed.")]
    [InlineData(
        "independent_errors", new[] { 1, 2, 3, 4, 5, 6, 7, 8, double.NaN },
        "has 'independent_errors' of 9 values; 9 finite ones are needed.")]
    [InlineData("slope", new[] { 2000, double.NaN }, "has an uncertainty of NaN in 'slope'.")]
    [InlineData("floor", new[] { 0.02, -1 }, "has an uncertainty of -1 in 'floor'.")]
    public void ReadErrors_Malformed_AreRefused(string curve, double[] values, string fault)
    {
        RunException error = Assert.Throws<RunException>(() => PassProbabilityRecord.ReadErrors(Record((curve, values))));
        Assert.Equal(
            $"The calibration 'nanowire/pass-probability' from 20261130-run {fault} Make it anew with 'lab run "
                + "pass-probability'.",
            error.Message);
    }

    [Fact]
    public void ReadLimit_NucleationField_IsTwoSpreadsAbove()
    {
        FreedByLimit? limit = PassProbabilityRecord.ReadLimit(Record(("nucleation_field", [10.74e-3, 7e-6, 70e-6])));
        Assert.Equal(10.6e-3, limit?.Largest.Tesla ?? 0, 1e-9);
        Assert.Null(limit?.FindFault(MagneticField.FromTesla(10.59e-3)));
        Assert.NotNull(limit?.FindFault(MagneticField.FromTesla(10.61e-3)));

        // Earlier versions kept no spread.
        limit = PassProbabilityRecord.ReadLimit(Record(("nucleation_field", [10.74e-3, 7e-6])));
        Assert.Equal(10.726e-3, limit?.Largest.Tesla ?? 0, 1e-9);
        Assert.Null(PassProbabilityRecord.ReadLimit(Record()));
        Assert.Throws<RunException>(() => PassProbabilityRecord.ReadLimit(Record(("nucleation_field", [10.74e-3]))));
    }

    private static CalibrationRecord Record(params (string Name, double[] Values)[] curves)
    {
        var all = new Dictionary<string, double[]> { ["slope"] = [2000, 20], ["floor"] = [0.05, 0.001] };
        foreach ((string name, double[] values) in curves)
        {
            all[name] = values;
        }

        return new CalibrationRecord(PassProbabilityRecord.Name, 5e-3, "T", 1e-5, "20261130-run") { Curves = all };
    }
}
