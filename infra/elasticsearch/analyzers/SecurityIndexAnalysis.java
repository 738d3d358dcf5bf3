package org.araswatch;

import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.elasticsearch.plugin.NamedComponent;
import org.elasticsearch.plugin.analysis.TokenFilterFactory;
import org.elasticsearch.plugin.analysis.TokenizerFactory;

/** What the index of users and API keys needs of the full distribution: its analyzer of e-mail addresses. */
public final class SecurityIndexAnalysis {
    private SecurityIndexAnalysis() {}

    @NamedComponent("uax_url_email")
    public static class UrlEmail implements TokenizerFactory {
        @Override
        public String name() { return "uax_url_email"; }

        @Override
        public Tokenizer create() { return new UAX29URLEmailTokenizer(); }
    }

    @NamedComponent("pattern_capture")
    public static class EmailParts implements TokenFilterFactory {
        private static final Pattern[] PARTS = {
            Pattern.compile("([^@]+)"), Pattern.compile("(\\p{L}+)"), Pattern.compile("(\\d+)"), Pattern.compile("@(.+)")
        };

        @Override
        public String name() { return "pattern_capture"; }

        @Override
        public TokenStream create(TokenStream tokens) { return new PatternCaptureGroupTokenFilter(tokens, true, PARTS); }
    }

    @NamedComponent("unique")
    public static class Unique implements TokenFilterFactory {
        @Override
        public String name() { return "unique"; }

        @Override
        public TokenStream create(TokenStream tokens) { return new RemoveDuplicatesTokenFilter(tokens); }
    }
}
