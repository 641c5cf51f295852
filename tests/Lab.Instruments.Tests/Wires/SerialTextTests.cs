using System.Text;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class SerialTextTests
{
    [Theory]
    [InlineData("*IDN?", "*IDN?", 5)]
    [InlineData("*IDN?\r\nKEPCO", "*IDN?", 5)]
    [InlineData("late\r\n>*ID\r\nN?1", "*IDN?", 14)]
    [InlineData("**IDN?", "*IDN?", 6)]
    [InlineData("*ID", "*IDN?", -1)]
    [InlineData("", "*IDN?", -1)]
    public void FindEndOfEcho_WhateverStandsAround_IsWhereTheMessageEnds(string received, string message, int end) =>
        Assert.Equal(end, SerialText.FindEndOfEcho(Encoding.Latin1.GetBytes(received), Encoding.Latin1.GetBytes(message)));

    [Theory]
    [InlineData("*IDN?", "*IDN?", true)]
    [InlineData(" *IDN? ", "*IDN?", true)]
    [InlineData(">*IDN?", "*IDN?", true)]
    [InlineData("SET 3", "SET 3", true)]
    [InlineData("3", "SET 3", false)]
    [InlineData("1.5", "VAL?", false)]
    [InlineData("", "", false)]
    public void IsEcho_OfAnAnswer_IsTrueForTheMessageAlone(string answer, string message, bool isEcho) =>
        Assert.Equal(isEcho, SerialText.IsEcho(Encoding.Latin1.GetBytes(answer), Encoding.Latin1.GetBytes(message)));

    [Theory]
    [InlineData("KEPCO,BIT 4886;KEPCO,BIT 4886", true)]
    [InlineData("KEPCO,BIT 4886; KEPCO,BIT 4886", true)]
    [InlineData("A;B,1;A;B,1", true)]
    [InlineData("KEPCO,BIT 4886", false)]
    [InlineData("0;60", false)]
    [InlineData(";", false)]
    public void IsTwice_OfAnAnswer_NeedsTheSameTextTwice(string answer, bool isTwice) =>
        Assert.Equal(isTwice, SerialText.IsTwice(Encoding.Latin1.GetBytes(answer)));

    [Theory]
    [InlineData("LSCI,MODEL475,1,1.0", true)]
    [InlineData("KEPCO, BIT 4886 100-2 123456 1.8-", true)]
    [InlineData("+1.2E-3,+9.9E37", false)]
    [InlineData("-113,\"Undefined header\"", false)]
    [InlineData("late", false)]
    public void IsIdentity_OfAnAnswer_NeedsALetterFirstAndFields(string answer, bool isIdentity) =>
        Assert.Equal(isIdentity, SerialText.IsIdentity(Encoding.Latin1.GetBytes(answer)));

    [Fact]
    public void CountLines_BlankOnes_AreNone() => Assert.Equal(2, SerialText.CountLines("\r\n1.5\r\n\n2.5\rhalf"u8));
}
