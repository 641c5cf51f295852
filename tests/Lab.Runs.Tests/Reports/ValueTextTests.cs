using Lab.Runs.Reports;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Reports;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(346.012e6, "Hz", 31e3, "346.012 ± 0.031 MHz")]
    [InlineData(346.012e6, "Hz", 3.4e3, "346.0120 ± 0.0034 MHz")]
    [InlineData(5.8701, "V/W", 0.0434, "5.870 ± 0.043 V/W")]
    [InlineData(0.97123, "", 0.00341, "0.9712 ± 0.0034")]
    [InlineData(3.42, "dB", 0.05, "3.420 ± 0.050 dB")]
    [InlineData(0.02, "dB", 0.005, "0.0200 ± 0.0050 dB")]
    [InlineData(1.8e10, "Hz/T", 3e8, "18.00 ± 0.30 GHz/T")]
    [InlineData(1.9575e9, "Hz/A", 1.1e6, "1.9575 ± 0.0011 MHz/mA")]
    [InlineData(-1.9575e9, "Hz/A", 1.1e6, "-1.9575 ± 0.0011 MHz/mA")]
    [InlineData(52_780, "Hz/A", 3_200, "52.8 ± 3.2 Hz/mA")]
    [InlineData(4.2e-7, "1/s", 1.3e-8, "(4.20 ± 0.13) × 10⁻⁷ 1/s")]
    [InlineData(12_345, "V/W", 350, "12350 ± 350 V/W")]
    [InlineData(2.5e7, "V/W/A", 0.5e6, "25.00 ± 0.50 MV/W/A")]
    [InlineData(2.5e-7, "V·s", 0.5e-8, "250.0 ± 5.0 nV·s")]
    [InlineData(2.5e7, "mT", 0.5e6, "(2.500 ± 0.050) × 10⁷ mT")]
    [InlineData(12_000, "counts", 300, "12000 ± 300 counts")]
    [InlineData(2.5e7, "nV/√Hz", 0.5e6, "(2.500 ± 0.050) × 10⁷ nV/√Hz")]
    [InlineData(-68.91e-6, "V", 0.2e-6, "-68.91 ± 0.20 µV")]
    public void Format_Uncertainty_HasTwoDigitsAndSharesTheUnit(double value, string unit, double uncertainty, string expected) =>
        Assert.Equal(expected, ValueText.Format(value, unit, uncertainty));

    [Theory]
    [InlineData(1.0, 0.0996, "1.00 ± 0.10 V")] // rounds up into the next decade
    [InlineData(0.9999, 0.02, "1.000 ± 0.020 V")]
    [InlineData(0.0, 0.02, "0 ± 20 mV")]
    [InlineData(1e-6, 20e6, "0 ± 20 MV")] // the uncertainty is the larger and takes the prefix
    [InlineData(12e6, 346e6, "10 ± 350 MV")]
    [InlineData(-0.0001, 1.0, "0.0 ± 1.0 V")] // and not -0.0
    public void Format_UncertaintyNearOrAboveTheValue_RoundsBothAtOnePlace(double value, double uncertainty, string expected) =>
        Assert.Equal(expected, ValueText.Format(value, "V", uncertainty));

    [Theory]
    [InlineData(346e6, "Hz", "346 MHz")]
    [InlineData(1.0312345, "", "1.03123")]
    [InlineData(0.0, "V", "0 V")]
    [InlineData(363_000, "", "363000")]
    [InlineData(1.8e10, "Hz/T", "18 GHz/T")]
    [InlineData(3.12437e-9, "V/√s", "3.1 nV/√s")]
    [InlineData(0.035, "dB", "0.035 dB")]
    [InlineData(1e-21, "V", "1 × 10⁻²¹ V")]
    [InlineData(double.NaN, "V", "not a number")]
    [InlineData(double.PositiveInfinity, "V", "infinite")]
    [InlineData(double.NegativeInfinity, "V", "minus infinity")]
    public void Format_NoUncertainty_KeepsSixDigits(double value, string unit, string expected) =>
        Assert.Equal(expected, ValueText.Format(value, unit, uncertainty: null));

    [Theory]
    [InlineData(0.0, "346.0123 MHz ± 0")]
    [InlineData(double.NaN, "346.012 MHz (uncertainty unknown)")]
    [InlineData(double.PositiveInfinity, "346.012 MHz (uncertainty unknown)")]
    [InlineData(-1.0, "346.012 MHz (uncertainty unknown)")]
    [InlineData(1e-12, "346.0123 MHz ± 1 pHz")] // below what a double resolves
    [InlineData(1e12, "0.0 ± 1.0 THz")]
    public void Format_OddUncertainty_IsSaidPlainly(double uncertainty, string expected) =>
        Assert.Equal(expected, ValueText.Format(346.0123e6, "Hz", uncertainty));

    [Theory]
    [InlineData(6, 13, true, "6 ± 13, not determined")]
    [InlineData(-800, 1900, true, "-800 ± 1900, not determined")]
    [InlineData(1.3, 1.2, true, "1.3 ± 1.2")]
    [InlineData(6, 13, false, "6 ± 13")] // may well be zero
    public void Format_ParameterLessThanItsUncertainty_IsNotDetermined(
        double value, double uncertainty, bool isParameter, string expected) =>
        Assert.Equal(
            expected,
            ValueText.Format(new ResultValue("n", value, string.Empty, uncertainty, "N.") { IsParameter = isParameter }));

    [Theory]
    [InlineData(14.4362e-9, "V", 2, "14 nV")]
    [InlineData(24.6784e-12, "J", 4, "24.68 pJ")]
    [InlineData(52_780, "Hz/A", 3, "52.8 Hz/mA")] // beside a value in MHz/mA
    [InlineData(-500, "Hz/A", 3, "-500 Hz/A")]
    [InlineData(123.4e-9, "V/√s", 2, "120 nV/√s")] // and not 1.2E+02
    [InlineData(52_780, "V/W", 3, "52800 V/W")]
    [InlineData(2896, "", 2, "2896")] // a count is exact
    public void Format_Digits_AreThoseThatAreKnown(double value, string unit, int digits, string expected) =>
        Assert.Equal(expected, ValueText.Format(new ResultValue("n", value, unit, Uncertainty: null, "N.") { Digits = digits }));

    [Fact]
    public void Format_NotANumberWithUncertainty_IsNotANumber() =>
        Assert.Equal("not a number", ValueText.Format(new ResultValue("linewidth", double.NaN, "Hz", 3, "Width.")));
}
