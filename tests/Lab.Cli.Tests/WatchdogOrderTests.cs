using Lab.Workbench.Watchdogs;

namespace Lab.Cli.Tests;

public sealed class WatchdogOrderTests
{
    [Theory]
    [InlineData("/home/a/runs\n/b")]
    [InlineData("C:\\Users\\a \"b\"\r\n")]
    [InlineData("/tmp/\u001b[31m\u2028ü")]
    public void RunLine_FolderOfAnyName_IsOneLineAndComesBack(string folder)
    {
        string line = WatchdogOrder.RunLine(folder);

        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain('\r', line);
        Assert.Equal(folder, WatchdogOrder.FolderOf(line));
    }

    [Fact]
    public void ToLine_TextsWithLineEnds_IsOneLineAndComesBack()
    {
        var order = new WatchdogOrder("bench: a\ninstruments:\n", "my\nbench.yaml", 7, "a run\r\nof mac", ["rf.power.max=3 dBm"]);

        string line = order.ToLine();

        Assert.DoesNotContain('\n', line);
        Assert.Equivalent(order, WatchdogOrder.Read(line));
    }
}
