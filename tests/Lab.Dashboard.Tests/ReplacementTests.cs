using Lab.Runs.Records;

namespace Lab.Dashboard.Tests;

/// <summary>Files that are replaced while another process reads them, which Windows refuses.</summary>
public sealed class ReplacementTests
{
    private const int SharingViolation = unchecked((int)0x80070020);

    [Fact]
    public void A_reader_holds_up_who_writes_and_fails_him_not()
    {
        int tries = 0, waits = 0;

        Replacement.Move(
            () =>
            {
                tries++;
                switch (tries)
                {
                    case 1:
                        throw new IOException("is being read", SharingViolation);
                    case 2:
                        throw new UnauthorizedAccessException();
                }
            },
            deniesReplacement: true,
            () => waits++);

        Assert.Equal((3, 2), (tries, waits));
    }

    [Fact]
    public void Other_faults_are_told_at_once()
    {
        int waits = 0;

        Assert.Throws<IOException>(() => Replacement.Move(
            () => throw new IOException("no space left"), deniesReplacement: true, () => waits++));
        Assert.Throws<UnauthorizedAccessException>(() => Replacement.Move(
            () => throw new UnauthorizedAccessException(), deniesReplacement: false, () => waits++));

        Assert.Equal(0, waits);
    }

    [Fact]
    public void A_reader_who_never_leaves_is_told_in_the_end()
    {
        Assert.Throws<IOException>(() => Replacement.Move(
            () => throw new IOException("is being read", SharingViolation), deniesReplacement: true, () => { }));
    }
}
