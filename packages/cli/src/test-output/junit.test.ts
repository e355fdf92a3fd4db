import { expect, test } from "vitest";
import { junitXml } from "./junit.ts";
import { everyOutcome } from "./testdata/every-outcome.ts";

const properties = (principal: string, action: string) => `
      <properties>
        <property name="principal">${principal}</property>
        <property name="resource">d1</property>
        <property name="action">${action}</property>
      </properties>
    </testcase>`;
const skipped = `
      <skipped message="This test was skipped"></skipped>`;

const XML = `<testsuites errors="3" failures="2" skipped="6" tests="8">
  <testsuite description="all &lt;kinds&gt; &amp; &#34;more&#34;" name="Mixed" file="a_test.yaml" errors="0" failures="2" skipped="3" tests="5">
    <properties></properties>
    <testcase file="a_test.yaml" classname="ada.d1.view" name="outputs">
      <failure type="RESULT_FAILED" message="Output expectation unsatisfied">
        <outputs>
          <output src="resource.document.vdefault#shown">
            <expected><![CDATA[{"a":"]]]]><![CDATA[>","b":1}]]></expected>
            <actual><![CDATA[{"a":null,"b":2}]]></actual>
          </output>
          <output src="x">
            <expected><![CDATA[null]]></expected>
            <actual></actual>
          </output>
          <output src="y">
            <expected><![CDATA[1]]></expected>
            <actual><![CDATA[Failed to evaluate output expression: division by zero]]></actual>
          </output>
        </outputs>
        <actual>EFFECT_ALLOW</actual>
        <expected>EFFECT_ALLOW</expected>
      </failure>${properties("ada", "view")}
    <testcase file="a_test.yaml" classname="ada.d1.edit" name="outputs">
      <success type="RESULT_PASSED">
        <outputs>
          <output src="resource.document.vdefault#shown">
            <expected><![CDATA[{"a":1,"b":[1,"<"]}]]></expected>
            <actual><![CDATA[{"a":1,"b":[1,"<"]}]]></actual>
          </output>
          <output src="z">
            <expected><![CDATA[null]]></expected>
            <actual><![CDATA[Failed to evaluate output expression: no such key: k]]></actual>
          </output>
        </outputs>
        <actual>EFFECT_ALLOW</actual>
        <expected>EFFECT_ALLOW</expected>
      </success>${properties("ada", "edit")}
    <testcase file="a_test.yaml" classname="ada.d1.view" name="effects">
      <failure type="RESULT_FAILED" message="Effect expectation unsatisfied">
        <actual>EFFECT_ALLOW</actual>
        <expected>EFFECT_DENY</expected>
      </failure>${properties("ada", "view")}
    <testcase file="a_test.yaml" classname="ada.d1.edit" name="effects">${skipped}${properties("ada", "edit")}
    <testcase file="a_test.yaml" classname="ada.d1.view" name="later">${skipped}${properties("ada", "view")}
    <testcase file="a_test.yaml" classname="bob.d1.view" name="other">${skipped}${properties("bob", "view")}
  </testsuite>
  <testsuite name="Good" file="b_test.yaml" errors="0" failures="0" skipped="0" tests="1">
    <properties></properties>
    <testcase file="b_test.yaml" classname="ada.d1.view" name="passes">
      <success type="RESULT_PASSED">
        <actual>EFFECT_DENY</actual>
        <expected>EFFECT_DENY</expected>
      </success>${properties("ada", "view")}
  </testsuite>
  <testsuite name="Timeless" file="c_test.yaml" errors="1" failures="0" skipped="0" tests="1">
    <error type="RESULT_ERRORED"></error>
    <properties></properties>
  </testsuite>
  <testsuite name="Unknown" file="d_test.yaml" errors="1" failures="0" skipped="0" tests="0">
    <error type="RESULT_ERRORED">failed to load test suite:&#xA;2:3 unknown field &#34;x&#34;</error>
    <properties></properties>
  </testsuite>
  <testsuite name="Skipped" file="e_test.yaml" errors="0" failures="0" skipped="1" tests="0">
    <properties></properties>
  </testsuite>
  <testsuite name="Tests skipped" file="f_test.yaml" errors="0" failures="0" skipped="1" tests="1">
    <properties></properties>
  </testsuite>
  <testsuite name="Left out" file="g_test.yaml" errors="0" failures="0" skipped="1" tests="0">
    <properties></properties>
  </testsuite>
</testsuites>
`;

test("every suite and case has its element", () => {
  expect(junitXml(everyOutcome, false)).toBe(XML);
});

test("verbose reports say that a suite was skipped", () => {
  const added = '    <skipped message="This test suite was skipped"></skipped>\n';
  expect(junitXml(everyOutcome, true).replaceAll(added, "")).toBe(XML);
  expect(junitXml(everyOutcome, true).split(added)).toHaveLength(4);
});
