using Lab.Mocks.Scpi;

namespace Lab.Mocks.Tests.Scpi;

public sealed class ScpiSuffixTests
{
    [Theory]
    [InlineData("1", "", 1)]
    [InlineData("-1.5", "", -1.5)]
    [InlineData(".5", "", 0.5)]
    [InlineData("5.", "", 5)]
    [InlineData("1E3", "", 1000)]
    [InlineData("1.370000e+02", "", 137)]
    [InlineData("#HFF", "", 255)]
    [InlineData("#hff", "", 255)]
    [InlineData("#Q17", "", 15)]
    [InlineData("#B1010101010101010", "", 0xAAAA)]
    [InlineData("INF", "", 9.9e37)]
    [InlineData("infinity", "", 9.9e37)]
    [InlineData("NINF", "", -9.9e37)]
    [InlineData("NAN", "", 9.91e37)]
    [InlineData("6.2GHz", "Hz", 6.2e9)]
    [InlineData("6.2 ghz", "Hz", 6.2e9)]
    [InlineData("3 MHZ", "Hz", 3e6)] // M is mega before Hz and ohm
    [InlineData("3 MAHZ", "Hz", 3e6)]
    [InlineData("3 MOHM", "Ohm", 3e6)]
    [InlineData("3 MV", "V", 3e-3)] // and milli elsewhere
    [InlineData("3 MAV", "V", 3e6)]
    [InlineData("3 mA", "A", 3e-3)]
    [InlineData("40 ns", "s", 40e-9)]
    [InlineData("40NS", "s", 40e-9)]
    [InlineData("5 US", "s", 5e-6)]
    [InlineData("-10 dBm", "dBm", -10)]
    [InlineData("1 MW", "dBm", 0)]
    [InlineData("10 UW", "dBm", -20)]
    [InlineData("2.0vp", "VP", 2)]
    [InlineData("500mV", "VP", 0.5)]
    [InlineData("90 DEG", "deg", 90)]
    [InlineData("180 DEG", "rad", Math.PI)]
    [InlineData("50 PCT", "PCT", 50)]
    [InlineData("50 %", "PCT", 50)]
    public void Read_NumberWithUnit_IsInTheParametersUnit(string text, string unit, double value) =>
        Assert.Equal(value, ScpiSuffix.Read(text, unit), 1e-12 * Math.Max(1, Math.Abs(value)));

    [Theory]
    [InlineData("-1 W", "dBm", -222)] // no level for a negative power
    [InlineData("0 W", "dBm", -222)]
    [InlineData("1e300 GHz", "Hz", -222)]
    [InlineData("1 d B m", "dBm", -131)]
    public void Read_WithoutAFiniteValue_IsAnError(string text, string unit, int code) =>
        Assert.Equal(code, Assert.Throws<ScpiErrorException>(() => ScpiSuffix.Read(text, unit)).Code);

    [Fact]
    public void Read_AnyDoubleAsClientsFormatIt_ComesBack()
    {
        double[] values = [174e6, 346.123456e6, -20.5, 3.25, 1e-9, 1.0 / 3, 6.02e23];
        foreach (double value in values)
        {
            Assert.Equal(value, ScpiSuffix.Read(value.ToString("R"), string.Empty));
            Assert.Equal(value, ScpiSuffix.Read(value.ToString("E16"), string.Empty));
            Assert.Equal(value, ScpiSuffix.Read(value.ToString("E6"), string.Empty), Math.Abs(value) * 1e-6);
        }
    }
}
