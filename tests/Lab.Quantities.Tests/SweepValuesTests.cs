namespace Lab.Quantities.Tests;

public class SweepValuesTests
{
    [Theory]
    [InlineData("330..332 MHz step 1 MHz")]
    [InlineData("1..100 MHz log in 3")]
    [InlineData("1, 2, 5 MHz")]
    [InlineData("1..2 MHz in 3; 2..3 MHz in 2")]
    public void Parse_OfAQuantityKnownAtRunTime_EqualsTheSweepOfItsType(string text) =>
        Assert.Equal(
            Sweep<Frequency>.Parse(text).Select(value => value.Hertz), SweepValues.Parse(text, Frequency.Definition).Values);

    [Fact]
    public void Parse_OfAnotherUnit_NamesTheQuantity()
    {
        QuantityFormatException error = Assert.Throws<QuantityFormatException>(() => SweepValues.Parse(
            "1..2 V step 1 V", Frequency.Definition));

        Assert.Equal(
            "1..2 V step 1 V is a voltage; a frequency is expected here, in Hz (prefixes f to T), for example '346 MHz'.",
            error.Message);
    }

    [Fact]
    public void Parse_StepThatDoesNotDivide_SaysWhereItEnds() =>
        Assert.Equal(
            "'1..2 V step 0.3 V' ends at 1.9 V, for its step does not divide it.",
            SweepValues.Parse("1..2 V step 0.3 V", Voltage.Definition).Remark);
}
