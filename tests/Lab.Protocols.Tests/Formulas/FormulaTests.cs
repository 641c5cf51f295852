using Lab.Protocols.Formulas;
using Lab.Quantities;

namespace Lab.Protocols.Tests.Formulas;

public class FormulaTests
{
    private static readonly FormulaName[] Names =
    [
        NameOf("smu.voltage", 0, "V"), NameOf("smu.current", 1, "A"), NameOf("rf.power", 2, "W"), NameOf("rf.power2", 3, "W"),
        NameOf("magnet.field", 4, "T"),
        new("voltmeter.voltage", 0, FormulaUnit.None) { WhyNot = "is not read; add it to 'read'" },
    ];

    // Voltage 0.3 V, current 2 mA, powers 1 mW and 4 mW, field 0.5 T.
    private static readonly double[] Values = [0.3, 2e-3, 1e-3, 4e-3, 0.5];

    [Theory]
    [InlineData("smu.voltage / smu.current", "Ω", 150)]
    [InlineData("smu.current/smu.voltage", "S", 1 / 150.0)]
    [InlineData("smu.voltage * smu.current", "W", 6e-4)]
    [InlineData("smu.voltage / rf.power", "V/W", 300)]
    [InlineData("smu.voltage / rf.power2 in mV/mW", "mV/mW", 75)]
    [InlineData("smu.voltage / smu.current in kOhm", "kOhm", 0.15)]
    [InlineData("smu.voltage - 100 mV", "V", 0.2)]
    [InlineData("(smu.voltage - 100 mV) / smu.voltage", "", 2 / 3.0)]
    [InlineData("smu.current ^ 2 * 150 Ω", "W", 6e-4)]
    [InlineData("sqrt(rf.power * 50 Ohm)", "V", 0.22360679774997896)]
    [InlineData("10 * log10(rf.power / 1 mW)", "", 0)]
    [InlineData("-smu.voltage^2", "V²", -0.09)]
    [InlineData("2^3^2", "", 512)]
    [InlineData("2 - 3 - 4", "", -5)]
    [InlineData("8 / 4 / 2", "", 1)]
    [InlineData("1.5e-3 * smu.voltage", "V", 4.5e-4)]
    [InlineData("max(smu.voltage, 500 mV) + abs(-1 V)", "V", 1.5)]
    [InlineData("cos(pi)", "", -1)]
    [InlineData("magnet.field in Oe", "Oe", 5000)]
    public void Evaluate_Formula_HasValueAndUnit(string text, string unit, double value)
    {
        var formula = Formula.Read(text, Names);

        Assert.Equal(unit, formula.Unit);
        Assert.Equal(value, formula.Evaluate(Values), 1e-12 * Math.Max(1, Math.Abs(value)));
    }

    [Fact]
    public void Evaluate_DivisionByZero_IsNoNumber() =>
        Assert.Equal(double.NaN, Formula.Read("smu.voltage / smu.current", Names).Evaluate([0.3, 0, 0, 0, 0]));

    [Theory]
    [InlineData(
        "smu.voltage + smu.current", "at character 13 of 'smu.voltage + smu.current', '+' joins V and A, which have no sum.")]
    [InlineData("smu.voltage + 1", "at character 13 of 'smu.voltage + 1', '+' joins V and a pure number, which have no sum.")]
    [InlineData(
        "smu.voltage / smu.curent",
        "at character 15 of 'smu.voltage / smu.curent', there is no 'smu.curent' here; formulas may use smu.voltage, "
            + "smu.current, rf.power, rf.power2, magnet.field. Did you mean smu.current?")]
    [InlineData(
        "voltmeter.voltage * 2", "at character 1 of 'voltmeter.voltage * 2', 'voltmeter.voltage' is not read; add it to 'read'.")]
    [InlineData(
        "log(rf.power / 1 W)",
        "at character 1 of 'log(rf.power / 1 W)', 'log' could be ln or log10; write the one that is meant.")]
    [InlineData(
        "sin(smu.voltage)",
        "at character 1 of 'sin(smu.voltage)', sin takes a pure number, and is given V; divide by a value of that unit.")]
    [InlineData(
        "smu.voltage / smu.current in S", "the formula gives Ω, which is never S; leave 'in S' out, or mend the formula.")]
    [InlineData(
        "smu.voltage 2", "at character 13 of 'smu.voltage 2', '2' is not expected; write an operator (+ - * / ^) before it.")]
    [InlineData("(smu.voltage", "the formula '(smu.voltage' ends before its ')'.")]
    [InlineData("smu.voltage *", "the formula 'smu.voltage *' ends where a value is expected.")]
    [InlineData(
        "2 smu.voltage",
        "at character 3 of '2 smu.voltage', 'smu.voltage' is no unit that formulas know; write * between a number and a name.")]
    [InlineData(
        "1,5 * smu.voltage",
        "at character 1 of '1,5 * smu.voltage', '1,5 * smu.voltage' has a comma in its number; write a point before decimals.")]
    [InlineData(
        "smu.voltage ^ smu.current",
        "at character 13 of 'smu.voltage ^ smu.current', the power is A; only a pure number can be one.")]
    [InlineData(
        "sqr(smu.voltage)",
        "at character 1 of 'sqr(smu.voltage)', there is no function 'sqr'; there are sqrt, abs, min, max, exp, ln, log10, sin, "
            + "cos, tan, asin, acos, atan. Did you mean sqrt?")]
    public void Read_WrongFormula_SaysWhereAndHowToMendIt(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormulaException>(() => Formula.Read(text, Names)).Message);

    [Fact]
    public void Read_DeepNesting_IsRefused() =>
        Assert.Contains(
            "nested too deeply",
            Assert.Throws<FormulaException>(() => Formula.Read(new string('(', 10_000), Names)).Message,
            StringComparison.Ordinal);

    private static FormulaName NameOf(string text, int index, string unit)
    {
        Assert.True(UnitExpression.TryParse(unit, out UnitExpression? read));
        return new FormulaName(text, index, new FormulaUnit(read.Dimension, read.SiSymbol));
    }
}
