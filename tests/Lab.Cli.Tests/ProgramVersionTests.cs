namespace Lab.Cli.Tests;

public sealed class ProgramVersionTests
{
    [Theory]
    [InlineData("0.1.0+30ca99b407fd", "0.1.0 (commit 30ca99b407fd)")]
    [InlineData("0.1.0", "0.1.0")] // built without git
    [InlineData("0.1.0+", "0.1.0")]
    public void The_commit_is_named_where_the_build_knew_it(string informational, string expected) =>
        Assert.Equal(expected, ProgramVersion.Text(informational));

    [Fact]
    public async Task I_see_the_version_on_a_line()
    {
        Answer answer = (await Workplace.LabAsync("--version")).Succeeds();

        // Sources without git have no commit to tell.
        Assert.Matches(
            IsCheckout() ? @"^\d+\.\d+\.\d+ \(commit [0-9a-f]{40}\)\n$" : @"^\d+\.\d+\.\d+\n$", answer.Output);
    }

    private static bool IsCheckout()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Exists(Path.Combine(folder.FullName, ".git")))
            {
                return true;
            }
        }

        return false;
    }
}
