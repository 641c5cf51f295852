using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Runs.Records;

namespace Lab.Runs.Tests.Records;

/// <summary>Points that go from one process to another as text.</summary>
public sealed class RowJsonTests
{
    private static readonly Column Number = new("number", "", "A number.");
    private static readonly Column Perhaps = new("perhaps", "", "A number or none.") { MayBeMissing = true };
    private static readonly Column Wide = new("wide", "", "An array.", ColumnKind.Array);
    private static readonly Column Narrow = new("narrow", "", "An array.", ColumnKind.Array)
    {
        Form = new ArrayForm(ElementType.Int16),
    };

    private static readonly Column[] Columns = [Number, Perhaps, Wide, Narrow];

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(2.2250738585072011e-308)]
    public void Each_bit_comes_back(double value)
    {
        var row = new Row(Columns);
        row.Set(Number, value);
        row.SetMissing(Perhaps);
        row.Set(Wide, [value, -value, 1 / 3.0]);
        row.SetElements(Narrow, (short[])[short.MinValue, 0, 7]);

        string text = RowJson.Write(Columns, row).ToJsonString();
        Row read = RowJson.Read(Columns, JsonNode.Parse(text));

        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read.NumberAt(0)));
        Assert.True(double.IsNaN(read.NumberAt(1)));
        Assert.Equal(row.BytesAt(2).ToArray(), read.BytesAt(2).ToArray());
        Assert.Equal(row.BytesAt(3).ToArray(), read.BytesAt(3).ToArray());
        read.RequireComplete();
    }

    [Theory]
    [InlineData("[1, null, \"\"]")]
    [InlineData("[\"one\", null, \"\", \"\"]")]
    [InlineData("[null, null, \"\", \"\"]")]
    [InlineData("[1, null, \"?\", \"\"]")]
    [InlineData("[1, null, \"AAAA\", \"\"]")]
    [InlineData("{}")]
    public void What_is_no_point_is_refused(string text) =>
        Assert.Throws<JsonException>(() => RowJson.Read(Columns, JsonNode.Parse(text)));
}
